import Costs
import Foundation
import Tensors
import Testing

@testable import Networks

/// What five tools return for the same networks: Tests/References/counters.json, made by
/// counters.py beside it.
@Suite struct ConventionTests {
  struct Reference: Decodable {
    var input: String
    var lines: [String]
    /// By tool, by the tool's own name: a count.
    var tools: [String: [String: Int]]

    func graph() throws -> Graph { try Graph(input: #require(Shape(input)), lines: lines) }
  }

  struct References: Decodable {
    var versions: [String: String]
    var networks: [String: Reference]
  }

  static let references: References = {
    let path = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "References/counters.json")
    return try! JSONDecoder().decode(References.self, from: Data(contentsOf: path))
  }()

  static let tools = ConventionCatalog.all.filter { $0.version != nil }

  /// Equal, not near: every count of every tool for every network, parameters included.
  @Test(arguments: tools.map(\.name), references.networks.keys.sorted())
  func countsAreTheTools(_ tool: String, of name: String) throws {
    let convention = try #require(ConventionCatalog.find(tool))
    let reference = try #require(Self.references.networks[name])
    let expected = try #require(reference.tools[tool])
    let graph = try reference.graph()
    // PyTorch holds the numbers of a layer that nothing reads too.
    var found = ["parameters": Int(graph.nodes.map(\.work).total.parameters)]
    for count in convention.counts { found[count.name] = Int(count.total(graph.operations)) }
    #expect(found == expected)
  }

  @Test(arguments: tools.map(\.name)) func versionsAreThoseThatWereAsked(_ tool: String) {
    #expect(ConventionCatalog.find(tool)?.version == Self.references.versions[tool])
  }

  /// The script's networks are the architectures, layer by layer.
  @Test(arguments: [
    "convnet", "mlp", "lenet5", "lenet-caffe", "vgg16", "resnet20", "resnet56", "resnet18",
    "resnet50", "mobilenetv2", "efficientnet-lite0", "wrn-16-4", "densenet-40-12",
    "densenet-bc-100-12", "resnet8", "mobilenetv1-0.25", "ds-cnn", "fc-autoencoder",
  ]) func networksAreTheArchitectures(_ name: String) throws {
    let kind = try #require(ArchitectureCatalog.find(name))
    let graph = try kind.graph(
      input: kind.defaultInput, classes: kind.defaultClasses(of: kind.defaultInput), width: 1,
      sizes: [])
    let reference = try #require(Self.references.networks[name])
    #expect(graph.lines == reference.lines)
    #expect(kind.defaultInput.description == reference.input)
  }

  /// No kind of layer has a rule that no tool was asked about.
  @Test func everyKindWasAsked() throws {
    var asked: Set<LayerOperation.Kind> = []
    for reference in Self.references.networks.values {
      asked.formUnion(try reference.graph().operations.map(\.kind))
    }
    #expect(asked == Set(LayerOperation.Kind.allCases).subtracting([.gate, .other]))
  }

  /// No tool was ever asked about gates, so they are in no list of operations.
  @Test func gatesAreNoOperations() throws {
    let graph = try Graph(
      input: Shape(8, 3, 4),
      lines: ["relu name=x", "gates name=g of=8 channels=0-7", "gated name=y from=x,g"])
    #expect(graph.operations.map(\.name) == ["x"])
    for node in graph.nodes { #expect((node.layer.operation == .gate) == node.isGate) }
  }

  /// Ours is what `flops` counts.
  @Test(arguments: references.networks.keys.sorted()) func oursIsTheWork(_ name: String) throws {
    let graph = try #require(Self.references.networks[name]).graph()
    let ours = try #require(ConventionCatalog.find("pollard"))
    #expect(ours.figure.total(graph.operations) == graph.ownWork.total.multiplyAdds)
    #expect(ours.counts[1].total(graph.operations) == graph.ownWork.total.flops)
  }
}
