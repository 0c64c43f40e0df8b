import Language
import Pruning
import Tensors
import Testing

@testable import Notebook
@testable import Reports

/// `prune uniform` is the narrow network that a person would have typed.
@Suite struct UniformTests {
  private func digits(_ engine: Engine) throws -> [[Float]] {
    let network = try #require(engine.workspace.entry).network
    return network.parameters.map { $0.value.values } + network.buffers.map { $0.value.values }
  }

  @Test(arguments: [("30%", 1), ("50%", 1), ("80%", 3)])
  func equalsTheNarrowNetworkTypedByHand(_ target: String, _ seed: Int) throws {
    let data = ["seed \(seed)", "data moons train=320 test=100 batch=32"]
    let pruned = Engine.after(
      data + ["network mlp 24 16", "prune uniform target=\(target) of=connections", "train 3"])
    let graph = try #require(pruned.workspace.entry).network.graph
    let widths = graph.nodes.filter { type(of: $0.layer).keyword == "linear" }.map(\.shape.channels)
    let typed = Engine.after(data + ["network mlp \(widths[0]) \(widths[1])", "train 3"])
    #expect(try digits(pruned) == digits(typed))
    #expect(widths[0] < 24 && widths[1] < 16)
    let gap = Double(widths[0]) / 24 - Double(widths[1]) / 16
    #expect(abs(gap) <= 0.05209)
  }

  /// Convolutions and batch norm too.
  @Test func equalsALayerByLayerNetwork() throws {
    func lines(_ width: Int) -> [String] {
      [
        "data shapes train=256 test=64 batch=32", "network new input=1x16x16",
        "add conv \(width) 3x3 pad=1", "add batchnorm", "add relu", "add maxpool 2",
        "add conv \(width) 3x3 pad=1", "add relu", "add globalpool", "add linear 4",
      ]
    }
    let pruned = Engine.after(lines(16) + ["prune uniform target=60% of=macs", "train 2"])
    let width = try #require(pruned.workspace.entry).network.graph.nodes[0].shape.channels
    let typed = Engine.after(lines(width) + ["train 2"])
    #expect(width < 16)
    #expect(try digits(pruned) == digits(typed))
  }

  @Test func refusesWhatWasTrained() throws {
    let engine = Engine.after(
      ["data moons train=64 test=32", "network mlp 24 24", "train 1"])
    #expect(engine.execute("prune uniform target=50%")?.diagnostic?.code == "trained")
    #expect(engine.workspace.entry?.method == nil)
  }

  /// Where widths are too coarse for the target, the nearest is taken and told.
  @Test func tellsTheNearest() throws {
    let engine = Engine.after(
      ["data moons train=64 test=32", "network mlp 3", "prune uniform target=50% of=connections"])
    let report = try #require(engine.execute("train 1")?.report)
    #expect(TextRenderer(width: 100).text(report).contains("the nearest this method finds"))
  }
}
