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
    #expect(stream.readers.map { graph.nodes[$0.node].name } == ["r1", "r2"])
    #expect(stream.meetings.map { graph.nodes[$0].name } == ["s1", "s2"])
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
    // Some of the channels of a wider layer, in front of the sum and behind it.
    (
      [
        "conv 4 name=a", "conv 8 name=b from=input", "slice start=0 end=4 name=c",
        "sum from=a,c", "linear 3",
      ], .coupled
    ),
    (
      [
        "conv 8 name=a", "slice start=0 end=4 name=c", "conv 4 name=b from=input",
        "sum from=c,b", "linear 3",
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

  /// A batch norm behind joined channels: one product for the gates of all layers that make them.
  @Test func joinedChannels() throws {
    let graph = Nets.dense()
    #expect(groups(graph) == [["stem"], ["a"], ["narrow"], ["b"], ["t"], ["d"]])
    let network = try Network(graph, seed: 1).gated(.groups)
    let gated = network.graph
    func product(_ name: String) throws -> (inputs: [String], places: Gated.Places?) {
      let node = gated.nodes[try #require(gated.index(named: name))]
      return (node.inputs.map { gated.nodes[$0].name }, try #require(node.gating).places)
    }
    let joined = try product("r4.gated")
    #expect(joined.inputs == ["r4", "stem.gates", "a.gates", "b.gates"])
    #expect(joined.places == .init(channels: Array(0..<10), gates: Array(0..<10)))
    // Twice the channels of ‘t’, and those of ‘d’, without the first.
    let mixed = try product("r6.gated")
    #expect(mixed.inputs == ["r6", "t.gates", "d.gates"])
    let places = try #require(mixed.places)
    let gates = zip(places.channels, places.gates).sorted { $0.0 < $1.0 }
    #expect(gates.map { $0.0 } == Array(0..<14))
    #expect(gates.map { $0.1 } == [5, 1, 1, 6, 2, 2, 7, 3, 3, 8, 4, 4, 0, 5])
  }

  /// Gates on one layer after another, and away again, are those of all at once.
  @Test func joinedOneByOne() throws {
    let network = try Network(Nets.dense(), seed: 1)
    let whole = try network.gated(.groups)
    var result = network
    for name in ["b", "stem", "d", "a", "t", "narrow"] {
      let node = try #require(result.graph.index(named: name))
      let group = try GateSites.groupSite(of: result.graph, member: node).get()
      result = try GateAttachment.groups(result, [group], .init(), seed: 1)
    }
    #expect(result.graph.nodes.count == whole.graph.nodes.count)
    let again = try Graph(input: whole.graph.input, lines: result.graph.lines)
    #expect(again.lines == result.graph.lines)
    let map = GateMap(result.graph)
    #expect(Set(map.gates).count == GateMap(whole.graph).gates.count)
    for seed in 1...6 as ClosedRange<UInt64> {
      try GateSitesTests.expectSmallEqualsStatic(result.stirred(seed: 3), seed: seed)
    }
    for name in ["stem", "d", "b"] {
      let module = try #require(result.graph.gateModule(of: name))
      result = try GateAttachment.detach(result, modules: [module.node])
      try GateSitesTests.expectSmallEqualsStatic(result.stirred(seed: 3), seed: 7)
    }
    let all = Set(result.gateModules.map(\.node))
    #expect(try GateAttachment.detach(result, modules: all).graph.lines == network.graph.lines)
  }

  /// Blocks that can be closed as a whole lie within the stream.
  @Test(arguments: [[Nets.Gating.blocks, .groups], [.groups, .blocks]])
  func besideBlockGates(_ order: [Nets.Gating]) throws {
    let first = try Network(Nets.resnet(), seed: 1).gated(order[0])
    if order[0] == .blocks { #expect(groups(first.graph) == groups(Nets.resnet())) }
    let network = try first.gated(order[1]).stirred(seed: 3)
    let map = GateMap(network.graph)
    #expect(map.gates.count { $0.isBlock } == 9)
    #expect(network.gateModules.count == 9 + 12)
    // A stream's gates do something while any of its layers does.
    let stream = try #require(network.graph.gateModule(of: "conv1"))
    #expect(map.range(of: stream.node).allSatisfy { map.enclosing($0).isEmpty })
    for seed in 1...6 as ClosedRange<UInt64> {
      try GateSitesTests.expectSmallEqualsStatic(network, seed: seed)
    }
  }

  /// Every channel of a stream by itself, through padding shortcuts on both sides.
  @Test func eachChannelLeaves() throws {
    for graph in [Nets.resnet(width: 0.125), Nets.streams(), Nets.excited(), Nets.dense()] {
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
