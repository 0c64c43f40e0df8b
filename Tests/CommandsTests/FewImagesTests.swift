import Networks
import Tensors
import Testing

@testable import Notebook
@testable import Reports
@testable import Workspaces

/// `benchmark` says where a layer has no form for few images.
@Suite struct FewImagesTests {
  /// A layer that says nothing but its words and `forward`.
  struct Plain: Layer {
    static let keyword = "plain"
    static let synopsis = ""
    static let summary = "changes nothing"

    init() {}
    init(_ arguments: inout LayerArguments) throws(LayerError) {}

    var text: String { "plain" }

    func output(of inputs: [Shape]) throws(LayerError) -> Shape { inputs[0] }
    func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable { inputs[0] }
  }

  private static func report(_ layer: any Layer, batch: Int) throws -> Report {
    let engine = Engine.after(["network new input=2x4x4"])
    var graph = Graph(input: Shape(2, 4, 4))
    try graph.append(layer, name: "odd")
    try graph.append(Linear(outputs: 3))
    engine.workspace.entry = NetworkEntry(
      name: "n", network: Network(graph, seed: 1), spec: "n")
    return try #require(engine.execute("benchmark batch=\(batch) rounds=3")?.report)
  }

  @Test func theLayerIsNamed() throws {
    let odd = try Self.report(Plain(), batch: 2)
    #expect(odd["in_lanes"] == .array([.string("odd")]))
    // With 16 images its lanes are full.
    #expect(try Self.report(Plain(), batch: 16)["in_lanes"] == nil)
    #expect(try Self.report(ReLU(), batch: 2)["in_lanes"] == nil)
  }
}
