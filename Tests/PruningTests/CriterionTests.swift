import Networks
import Tensors
import Testing
import Training

@testable import Pruning

extension PruningSuite {
  /// Scores against a naive count of the weights.
  @Suite struct CriterionTests {
    private func scene(_ network: Network, seed: UInt64 = 1, step: Int = 0) throws -> CriterionScene
    {
      CriterionScene(
        network: network, producers: GateSites.channels(of: network.graph).map { $0.producer },
        seed: seed, step: step, dataset: try Lab.moons(train: 20, test: 10).dataset, stop: nil)
    }

    @Test func magnitudeIsTheSumOfAFilter() throws {
      let network = Network(Nets.convnet(), seed: 3)
      let scene = try scene(network)
      let scores = try Magnitude().scores(scene)
      #expect(scores.count == scene.producers.count && !scores.isEmpty)
      for (producer, scores) in zip(scene.producers, scores) {
        let weights = network.parameters[network.parameterRange(of: producer).lowerBound].value
        let outputs = weights.dimensions[0]
        #expect(scores.count == outputs)
        for (channel, score) in scores.enumerated() {
          let row = weights.selecting(rows: [channel], columns: nil).values
          #expect(abs(score - row.map { Double(abs($0)) }.reduce(0, +)) < 1e-9)
        }
      }
    }

    /// A function of seed, step, layer and channel alone.
    @Test func randomIsDrawnFromTheSeed() throws {
      let network = Network(Nets.convnet(), seed: 3)
      func scores(_ seed: UInt64, _ step: Int) throws -> [[Double]] {
        try Random().scores(scene(network, seed: seed, step: step))
      }
      #expect(try scores(1, 0) == scores(1, 0))
      #expect(try scores(1, 0) != scores(2, 0))
      #expect(try scores(1, 0) != scores(1, 1))
      let all = try scores(1, 0).flatMap { $0 }
      #expect(Set(all).count > all.count * 9 / 10)
    }

    @Test func scopes() {
      let scores = [[1.0, 2, 2], [30, 10]]
      #expect(SelectionScope.global.comparable(scores) == scores)
      for layer in SelectionScope.normalised.comparable(scores) {
        let squares = layer.map { $0 * $0 }.reduce(0, +)
        #expect(abs(squares - 1) < 1e-12)
      }
      let ranks = SelectionScope.layer.comparable(scores)
      let expected: [[Double]] = [[0.5 / 3, 1.5 / 3, 2.5 / 3], [0.75, 0.25]]
      #expect(ranks == expected)
    }

    /// A tenth of the channels there were at first stays, however often it is cut.
    @Test func floorsAreOfTheWideNetwork() throws {
      let network = Network(Nets.mlp([40, 40]), seed: 1)
      let first = try ChannelRanking(network, .connections, wide: nil)
      let scores = first.producers.map { _ in Array(repeating: 1.0, count: 40) }
      let half = first.decision(scores, goal: first.cost.open / 2, tolerance: 0)
      let small = try first.removing(half.open).network
      let second = try ChannelRanking(small, .connections, wide: first.gated)
      #expect(second.floors.map(\.least) == [4, 4])
      #expect(second.largestCut < 1)
    }

    /// Where no layer can lose channels the method ends with the reason, and is not tried again.
    @Test(arguments: ["magnitude", "gradual", "uniform"])
    func aCutWithoutALayerEnds(_ name: String) throws {
      let lab = try Lab.moons(train: 64, test: 32)
      var graph = Graph(input: Shape(2))
      try graph.append(Linear(outputs: 2))
      let network = Network(graph, seed: 1)
      let description = try #require(MethodCatalog.find(name))
      let request = PruningRequest(target: 0.5, over: 1)
      var made = try description.make(request, MethodArguments(["by": .word("magnitude")]))
      #expect(throws: PruningError.noSite) { try made.prepared(network, seed: 1) }
      made.begin(network, Horizon(start: 0, steps: 4))
      var method: (any TrainingMethod)? = made
      var run = Run(network)
      _ = lab.trainer(horizon: 4).train(&run, &method, steps: 8)
      let ended = try #require(method as? any PruningMethod)
      guard case .cut(let report)? = ended.report else {
        Issue.record("\(name) goes on")
        return
      }
      #expect(ended.isFinished && report.obstacle == .noLayer && report.removed == 0)
      #expect(report.position.step < 8)
      #expect(run.network.parameters.count == network.parameters.count)
    }
  }
}
