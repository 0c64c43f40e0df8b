import Tensors
import Testing

@testable import Networks

/// Models that are read back by the program that wrote them.
@Suite struct ONNXCheckTests {
  private static func model(
    _ network: Network, _ number: Int, folding: Bool
  ) throws -> ONNXModel {
    let set = try #require(OperatorSet(number))
    return try ONNXModel(
      network, name: "net", version: "1", input: "", set: set, folding: folding)
  }

  /// What ‘import’ does not read, and says so: gelu by its formula, softmax of old sets, and
  /// models that compute nothing.
  private static let unread = [
    "gelu", "softmax", "dropout", "shortcut 6", "globalmaxpool",
  ]

  /// In every operator set, norms folded and not.
  @Test(arguments: LayerExample.all) func everyLayer(_ example: LayerExample) throws {
    let graph = try example.graph()
    guard !graph.nodes.contains(where: \.isGate) else { return }
    let network = Network(graph, seed: 4).fromFormula()
    for number in OperatorSet.range {
      for folding in [false, true] {
        guard let model = try? Self.model(network, number, folding: folding) else {
          #expect(number < example.operatorSet)
          continue
        }
        let check: ONNXCheck
        do {
          check = try ONNXCheck(model.bytes, of: network)
        } catch {
          #expect(Self.unread.contains { example.line.hasPrefix($0) }, "\(number): \(error)")
          continue
        }
        #expect(check.agrees, "\(number) \(folding): \(check)")
        #expect(check.maxOutput > 0 || example.line.contains("reads=none"))
      }
    }
  }

  /// Another network is told apart, and so is one of other shapes.
  @Test func anotherNetwork() throws {
    let graph = try Graph(input: Shape(2, 4, 4), lines: ["conv 3 3x3", "relu", "linear 4"])
    let network = Network(graph, seed: 1)
    let other = Network(graph, seed: 2)
    let model = try Self.model(network, 13, folding: false)
    #expect(try ONNXCheck(model.bytes, of: network).agrees)
    #expect(try !ONNXCheck(model.bytes, of: other).agrees)
    let small = Network(try Graph(input: Shape(2, 4, 4), lines: ["linear 3"]), seed: 1)
    #expect(throws: ONNXFormatError.self) { try ONNXCheck(model.bytes, of: small) }
    #expect(throws: (any Error).self) { try ONNXCheck([1, 2, 3], of: network) }
  }
}
