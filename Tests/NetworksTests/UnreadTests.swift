import Costs
import Tensors
import Testing

@testable import Networks

/// Layers that nothing reads stand in a graph, and are computed and counted nowhere.
@Suite struct UnreadTests {
  /// 4·6·6 · 3·3 + 144·10 multiply-adds are read, 8·4·4 · 4·3·3 are not.
  private static let lines = [
    "conv 4 3x3 name=a", "conv 8 3x3 name=dead", "batchnorm name=norm", "linear 10 name=out from=a",
  ]

  private func graph(_ lines: [String] = Self.lines) throws -> Graph {
    try Graph(input: Shape(1, 8, 8), lines: lines)
  }

  private func images(_ count: Int) -> Activations {
    Activations(count, Shape(1, 8, 8), images: Formula.uniform("images", count * 64))
  }

  @Test func countsAreThoseOfWhatIsRead() throws {
    let graph = try graph()
    #expect(graph.ownWork.total.multiplyAdds == 1296 + 1440)
    #expect(graph.work.map(\.name) == ["a", "out"])
    #expect(graph.unread.map(\.name) == ["dead", "norm"])
    #expect(graph.unreadMacs == 4608)
    #expect(graph.users(of: 0) == [3])
    #expect(try graph.withoutUnread().lines == ["conv 4 3x3 name=a", "linear 10 name=out"])
    let network = Network(graph, seed: 1)
    #expect(
      network.readParameters.map { network.parameters[$0].name } == [
        "a.weight", "a.bias", "out.weight", "out.bias",
      ])
  }

  /// Which layers are read depends on what stands last.
  @Test func aLaterLayerReadsThem() throws {
    var graph = try graph()
    try graph.append(Flatten(), name: "flat", from: [2])
    #expect(graph.unread.map(\.name) == ["out"])
    try graph.append(Concat(), name: "both", from: [3, 4])
    #expect(graph.unread.isEmpty)
  }

  /// Outputs, gradients and statistics are those of the network without such layers.
  @Test func passesAreThoseOfTheNetworkWithoutThem() throws {
    let network = Network(try graph(), seed: 3)
    let twin = try network.withoutUnread()
    let x = images(20)
    let (loss, pass) = try network.gradients(x, (0..<20).map { $0 % 10 })
    let (twinLoss, twinPass) = try twin.gradients(x, (0..<20).map { $0 % 10 })
    #expect(loss == twinLoss)
    let read = network.readParameters
    #expect(read.map { pass.gradients[$0]?.values } == twinPass.gradients.map { $0?.values })
    #expect(
      network.parameters.indices.allSatisfy {
        read.contains($0) || pass.gradients[$0] == nil
      })
    #expect(pass.newBuffers.isEmpty)
    #expect(try network.outputs(of: x).images == twin.outputs(of: x).images)
    let few = Formula.uniform("images", 3 * 64)
    #expect(
      try Inference(network).run(few, count: 3) == Inference(twin).run(few, count: 3))
    #expect(network.evaluationBatch == twin.evaluationBatch)
  }
}
