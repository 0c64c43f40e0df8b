import Costs
import Networks
import Testing

@testable import Pruning

/// The expected work of gated networks: with gates of 0 and 1 it is the compacted network's.
@Suite struct ExpectedWorkTests {
  private static func numbers(_ work: Work) -> [Double] {
    [
      work.multiplyAdds, work.connections, work.parameters, work.weightElements,
      work.inputElements, work.outputElements, work.vectorOperations,
    ]
  }

  private static func isNear(_ found: Work, _ expected: Work, of dense: Work) -> Bool {
    zip(zip(numbers(found), numbers(expected)), numbers(dense)).allSatisfy {
      abs($0.0 - $0.1) <= 1e-9 * max(1, $1)
    }
  }

  @Test(arguments: Nets.all) func openIsTheWholeNetwork(_ test: Nets.Case) throws {
    let graph = try test.network().graph
    let map = GateMap(graph)
    let layers = ExpectedWork(graph, map, map.gates.map { _ in 1 }).layers
    #expect(layers == graph.ownWork)
  }

  @Test(arguments: Nets.all) func isTheCompactedNetworks(_ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    let dense = network.graph.ownWork.total
    for seed in 0..<8 as Range<UInt64> {
      let open = Decisions.random(network, map, seed: seed)
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
      let expected = ExpectedWork(network.graph, map, open.map { $0 ? 1 : 0 })
      #expect(Self.isNear(expected.layers.total, small.graph.ownWork.total, of: dense))
      let byName = Dictionary(uniqueKeysWithValues: expected.layers.map { ($0.name, $0.work) })
      for layer in small.graph.ownWork {
        #expect(
          Self.isNear(byName[layer.name] ?? .zero, layer.work, of: layer.work), "\(layer.name)")
      }
    }
  }

  /// In between it is the cost that targets are set in.
  @Test(arguments: Nets.all) func agreesWithTheCost(_ test: Nets.Case) throws {
    let graph = try test.network().graph
    let map = GateMap(graph)
    let openness = map.gates.indices.map { Double($0 % 7) / 7 }
    let total = ExpectedWork(graph, map, openness).layers.total
    for (kind, found) in [(CostKind.macs, total.multiplyAdds), (.connections, total.connections)] {
      let cost = GatedCost(graph, map, kind)
      #expect(abs(found - cost.total(openness)) <= 1e-9 * cost.open)
    }
  }

  /// A sigmoid between a layer and its gates, and a grouped convolution beside them.
  @Test func sigmoidsHaveTheirProducersChannels() throws {
    let graph = try Graph(
      input: Nets.shapes,
      lines: [
        "conv 6 3x3 name=a", "sigmoid name=s", "conv 4 3x3 name=b", "relu name=r",
        "conv 8 3x3 groups=2 name=c", "linear 4 name=out",
      ])
    let network = try Network(graph, seed: 1).gated()
    let map = GateMap(network.graph)
    let work = ExpectedWork(network.graph, map, map.gates.map { _ in 0.5 }).layers
    let dense = Dictionary(uniqueKeysWithValues: graph.work.map { ($0.name, $0.work) })
    for layer in work where ["a", "s"].contains(layer.name) {
      #expect(layer.work.outputElements == 0.5 * dense[layer.name]!.outputElements)
    }
    #expect(work.last?.work == dense["out"])
  }
}
