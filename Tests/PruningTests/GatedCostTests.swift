import Costs
import Networks
import Tensors
import Testing

@testable import Pruning

/// The cost of gated networks.
@Suite struct GatedCostTests {
  private func count(_ graph: Graph, _ kind: CostKind) -> Double {
    kind == .macs ? graph.ownWork.total.multiplyAdds : graph.ownWork.total.connections
  }

  @Test(arguments: Nets.all) func openIsTheWholeNetwork(_ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    for kind in [CostKind.connections, .macs] {
      let cost = GatedCost(network.graph, map, kind)
      #expect(abs(cost.open - count(test.graph, kind)) <= 1e-9 * cost.open)
      #expect(cost.total(map.gates.map { _ in 1 }) == cost.open)
    }
  }

  @Test(arguments: Nets.all) func isTheCompactedNetworks(_ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    for seed in 0..<8 as Range<UInt64> {
      let open = Decisions.random(network, map, seed: seed)
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
      #expect(!small.hasGates)
      for kind in [CostKind.connections, .macs] {
        let cost = GatedCost(network.graph, map, kind)
        let found = cost.total(open.map { $0 ? 1 : 0 })
        #expect(abs(found - count(small.graph, kind)) <= 1e-9 * cost.open)
      }
    }
  }

  /// The cost is linear in each gate, so differences are exact.
  @Test(arguments: Nets.all) func slopesAreDifferences(_ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, .macs)
    let random = Generator(seed: 4, stream: .trial)
    let g = map.gates.indices.map { Double(random.uniform($0)) }
    let slopes = cost.slopes(g)
    for gate in map.gates.indices {
      var up = g
      var down = g
      up[gate] += 0.5
      down[gate] -= 0.5
      #expect(abs(cost.total(up) - cost.total(down) - slopes[gate]) <= 1e-9 * cost.open)
    }
  }

  /// Gates of a branch know the gate of their block.
  @Test func innerGatesKnowTheirBlock() throws {
    let network = try Network(Nets.resnet(), seed: 1).gated(.both)
    let map = GateMap(network.graph)
    for (index, gate) in map.gates.enumerated() where !gate.isBlock {
      let name = network.graph.nodes[gate.module].name
      let around = map.enclosing(index).map { network.graph.nodes[map.gates[$0].module].name }
      if name.hasPrefix("s") {
        #expect(around == [name.prefix(4) + ".gates"])
      } else {
        #expect(around.isEmpty)
      }
    }
  }
}
