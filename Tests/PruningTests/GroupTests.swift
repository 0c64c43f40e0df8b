import Networks
import Tensors
import Testing

@testable import Pruning

/// Channels that meet in sums leave together, or say why not.
@Suite struct GroupTests {
  private func groups(_ graph: Graph) -> [[String]] {
    GateSites.groups(of: graph).map { group in
      group.members.map { graph.nodes[$0.producer].name }
    }
  }

  @Test func presets() throws {
    let resnet = Nets.resnet()
    let found = groups(resnet)
    // The inner convolutions by themselves, and a stream for each stage.
    #expect(found.count == 9 + 3)
    #expect(found[0] == ["conv1", "s1b1.conv2", "s1b2.conv2", "s1b3.conv2"])
    #expect(Set(found).contains(["s1b1.conv1"]))
    let second = try #require(found.first { $0.contains("s2b1.conv2") })
    #expect(Set(second) == ["s2b1.shortcut", "s2b1.conv2", "s2b2.conv2", "s2b3.conv2"])
    #expect(GateSites.groups(of: resnet).allSatisfy { resnet.nodes[$0.first].product != nil })
    // What no sum ties is a group of one.
    for graph in [Nets.mlp(), Nets.convnet(), Nets.inception()] {
      let alone = GateSites.channels(of: graph).map { [graph.nodes[$0.producer].name] }
      #expect(groups(graph) == alone)
    }
  }

  @Test func streams() {
    let graph = Nets.streams()
    #expect(groups(graph) == [["stem", "a", "b", "c"], ["inner"], ["pad", "d"]])
    let stream = GateSites.groups(of: graph)[0]
    #expect(stream.first == graph.index(named: "stem"))
    // Behind the batch norms that read the stream.
    #expect(stream.readers.map { graph.nodes[$0].name } == ["r1", "r2"])
  }

  @Test(arguments: [
    (["conv 3 pad=1 name=a", "sum from=a,input", "linear 3"], ChannelObstacle.input),
    (["conv 4 name=a", "conv 4 name=b from=input", "sum from=a,b"], .output),
    (
      ["conv 4 pad=1 name=a", "conv 4 pad=1 groups=2 name=b", "sum from=a,b", "linear 3"],
      .changed(by: 1)
    ),
    (
      [
        "conv 4 name=a", "conv 2 name=b from=input", "concat name=c from=b,b", "sum from=a,c",
        "linear 3",
      ], .coupled
    ),
    (
      ["conv 4 name=a", "conv 4 name=b from=input", "sum from=a,b", "softmax", "linear 3"],
      .changed(by: 3)
    ),
  ])
  func refused(_ lines: [String], _ obstacle: ChannelObstacle) throws {
    let graph = try Graph(input: Shape(3, 8, 8), lines: lines)
    guard case .failure(let found) = GateSites.groupSite(of: graph, member: 0) else {
      Issue.record("‘a’ is a group")
      return
    }
    #expect(found == obstacle)
  }

  /// What multiplies channels leaves with them, on both sides of the product.
  @Test func products() {
    #expect(
      groups(Nets.excited()) == [
        ["stem", "b"], ["a", "fc2"], ["fc1"], ["c", "d"], ["e"], ["up"],
      ])
  }

  /// One module for a group, a product for each member and each batch norm that reads it.
  @Test func attached() throws {
    let network = try Network(Nets.streams(), seed: 1).gated(.groups)
    let graph = network.graph
    #expect(network.gateModules.map { graph.gatedName($0.node) } == ["stem", "inner", "d"])
    let module = try #require(graph.gateModule(of: "stem"))
    let products = graph.nodes.filter { $0.gating != nil && $0.inputs[1] == module.node }
    #expect(
      products.map(\.name) == [
        "stem.gated", "r1.gated", "a.gated", "r2.gated", "b.gated", "c.gated",
      ])
  }

  /// Blocks that can be closed as a whole lie within the stream.
  @Test func besideBlockGates() throws {
    let blocks = try Network(Nets.resnet(), seed: 1).gated(.blocks)
    #expect(groups(blocks.graph) == groups(Nets.resnet()))
    let network = try blocks.gated(.groups).stirred(seed: 3)
    let map = GateMap(network.graph)
    // A stream's gates do something while any of its layers does.
    let stream = try #require(network.graph.gateModule(of: "conv1"))
    #expect(map.range(of: stream.node).allSatisfy { map.enclosing($0).isEmpty })
    for seed in 1...6 as ClosedRange<UInt64> {
      try GateSitesTests.expectSmallEqualsStatic(network, seed: seed)
    }
  }

  /// Every channel of a stream by itself, through padding shortcuts on both sides.
  @Test func eachChannelLeaves() throws {
    for graph in [Nets.resnet(width: 0.125), Nets.streams(), Nets.excited()] {
      let network = try Network(graph, seed: 2).gated(.groups).stirred(seed: 3)
      let map = GateMap(network.graph)
      for gate in map.gates.indices {
        var open = map.gates.map { _ in true }
        open[gate] = false
        let small = try Surgery.removing(
          closed: [map.gates[gate]], from: network, droppingGates: true
        ).network
        #expect(try small.logits(5) == network.fixing(map, open).logits(5), "\(gate)")
      }
    }
  }

  /// Where a layer reads and makes channels of one group its cost goes with the square.
  @Test func aLayerOnBothSidesOfAGroup() throws {
    let graph = try Graph(
      input: Shape(2, 6, 6),
      lines: [
        "conv 5 1x1 name=a", "conv 5 1x1 bias=off name=b", "sum name=s from=a,b", "linear 3",
      ])
    let network = try Network(graph, seed: 1).gated(.groups)
    let map = GateMap(network.graph)
    #expect(map.gates.count == 5)
    let cost = GatedCost(network.graph, map, .connections)
    for closed in 0...4 {
      let open = map.gates.indices.map { $0 >= closed }
      let small = try Surgery.removing(
        closed: Set(map.gates.prefix(closed)), from: network.graph)
      #expect(cost.total(open.map { $0 ? 1 : 0 }) == small.ownWork.total.connections)
      let changes = cost.changes(open)
      for gate in map.gates.indices {
        var other = open
        other[gate].toggle()
        let change = cost.total(other.map { $0 ? 1 : 0 }) - cost.total(open.map { $0 ? 1 : 0 })
        #expect(abs(changes[gate] - change) < 1e-9)
      }
    }
  }
}
