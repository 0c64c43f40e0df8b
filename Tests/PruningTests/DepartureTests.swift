import Costs
import Networks
import Testing

@testable import Pruning

extension PruningSuite {
  /// What leaves with closed gates, counted without surgery: the surgery is the oracle.
  @Suite struct DepartureTests {
    private static func closed(_ network: Network, seed: UInt64) -> Set<GateMap.Gate> {
      let map = GateMap(network.graph)
      let open = Decisions.random(network, map, seed: seed)
      return Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
    }

    @Test(arguments: Nets.all) func workIsThatOfTheSmallNetwork(_ test: Nets.Case) throws {
      let network = try test.network()
      for seed in 1...4 as ClosedRange<UInt64> {
        let closed = Self.closed(network, seed: seed)
        let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
        #expect(Departure(network.graph, closed: closed).work == small.graph.work)
      }
      #expect(Departure(network.graph, closed: []).work == network.graph.ownWork)
      #expect(Departure(network.graph, closed: []).parts.isEmpty)
    }

    /// Every number that leaves is in one part, gate modules included.
    @Test(arguments: Nets.all) func partsHoldEveryNumberOnce(_ test: Nets.Case) throws {
      let network = try test.network()
      for seed in 1...4 as ClosedRange<UInt64> {
        let closed = Self.closed(network, seed: seed)
        let small = try Surgery.removing(closed: closed, from: network, droppingGates: false)
          .network
        let parts = Departure(network.graph, closed: closed).parts
        #expect(
          parts.reduce(0) { $0 + $1.parameters } == network.parameterCount - small.parameterCount)
        for part in parts where part.what == .layer {
          #expect(small.graph.index(named: part.layer) == nil)
        }
      }
    }

    /// A layer that loses every channel: its readers read nothing, and what fed it alone is idle.
    @Test func aWholeLayerOfAChain() throws {
      let network = try Network(Nets.convnet(), seed: 1).gated()
      let map = GateMap(network.graph)
      let node = try #require(network.graph.index(named: "conv2.gates"))
      let closed = Set(map.range(of: node).map { map.gates[$0] })
      let work = Departure(network.graph, closed: closed).work
      #expect(!work.contains { ["conv1", "relu1", "conv2", "relu2"].contains($0.name) })
      let reader = try #require(work.first { $0.name == "fc1" })
      #expect(reader.work.multiplyAdds == 0)
      #expect(
        reader.work.parameters == Double(network.graph.nodes.first { $0.name == "fc1" }!.shape.size)
      )
    }

    @Test func streamsCannotLeaveByThemselves() throws {
      let graph = Nets.resnet()
      let node = try #require(graph.index(named: "s1b2.conv2"))
      let group = try GateSites.groupSite(of: graph, member: node).get()
      #expect(
        group.members.map { graph.nodes[$0.producer].name }
          == ["conv1", "s1b1.conv2", "s1b2.conv2", "s1b3.conv2"])
      #expect(
        group.meetings.map { graph.nodes[$0].name } == ["s1b1.sum", "s1b2.sum", "s1b3.sum"])
      #expect(GateSites.channelSite(of: graph, producer: node) == .failure(.coupled))
      let last = graph.nodes.count - 1
      #expect(GateSites.channelSite(of: graph, producer: last) == .failure(.output))
    }

    @Test(arguments: Nets.Gating.allCases)
    func gatedOrNotTheSameCanBeClosed(_ gating: Nets.Gating) throws {
      let graph = Nets.resnet()
      let gated = try Network(graph, seed: 1).gated(gating).graph
      #expect(GateSites.blockNames(gated) == GateSites.blockNames(graph))
      #expect(
        GateSites.closable(gated).map { $0.name } == GateSites.closable(graph).map { $0.name })
      // All convolutions.
      #expect(GateSites.closable(graph).count == 19)
    }
  }
}
