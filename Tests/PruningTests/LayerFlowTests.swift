import Networks
import Tensors
import Testing

@testable import Pruning

/// What stands behind a convolution prunes with it, or says why not, whichever layer it is.
@Suite struct LayerFlowTests {
  /// What is typed after the keyword, and the layers that it needs behind `a`.
  private static let arguments: [String: (words: String, before: [String])] = [
    "clip": ("low=-0.5 high=1", []), "concat": ("from=a,b", ["relu name=b from=a"]),
    "conv": ("4 3x3 pad=1", []), "deconv": ("4 3x3 stride=2 pad=1", []),
    "linear": ("7", []), "lrn": ("3", []),
    "multiply": ("from=a,b", ["conv 6 3x3 pad=1 name=b from=input"]),
    "pixelshuffle": ("1", []), "shortcut": ("6", []), "shuffle": ("groups=2", []),
    "slice": ("start=1 end=5", []),
    "sum": ("from=a,b", ["conv 6 3x3 pad=1 name=b from=input"]),
  ]

  static let keywords = LayerCatalog.all.filter { $0.isTyped }.map { $0.keyword }

  /// `a`, a convolution, the layer behind it, and one that reads it.
  private static func graph(_ keyword: String) throws -> Graph {
    let typed = arguments[keyword]
    return try Graph(
      input: Shape(2, 6, 6),
      lines: ["conv 6 3x3 pad=1 name=a"] + (typed?.before ?? [])
        + ["\(keyword) \(typed?.words ?? "") name=x", "linear 3"])
  }

  @Test(arguments: keywords) func prunesOrSaysWhyNot(_ keyword: String) throws {
    let graph = try Self.graph(keyword)
    let layer = try #require(graph.index(named: "x"))
    switch GateSites.channelSite(of: graph, producer: 0) {
    case .success:
      for seed in 1...3 as ClosedRange<UInt64> {
        let network = try Network(graph, seed: seed).gated().stirred(seed: seed)
        try GateSitesTests.expectSmallEqualsStatic(network, seed: seed)
      }
    case .failure(.coupled):
      #expect([.adds, .multiplies, .pads].contains(graph.nodes[layer].layer.flow))
    case .failure(.changed(by: let reader)):
      #expect(reader == layer)
      if graph.nodes[layer].layer.flow == .mixes { try checkRefusal(graph, layer) }
    case .failure(let obstacle): Issue.record("\(obstacle)")
    }
  }

  /// Channels that were gated by hand in front of such a layer do not leave either.
  private func checkRefusal(_ graph: Graph, _ layer: Int) throws {
    var lines = graph.lines
    lines.insert("gates name=g of=6 channels=0-5 from=a", at: 1)
    lines.insert("gated name=b from=a,g", at: 2)
    let gated = try Graph(input: graph.input, lines: lines)
    let closed: Set<GateMap.Gate> = [.init(module: 1, position: 2, isBlock: false)]
    let error = #expect(throws: LayerError.self) {
      _ = try Surgery.removing(closed: closed, from: gated)
    }
    #expect(error?.message.contains("‘\(graph.nodes[layer].name)’") == true)
  }

  /// What a residual network refuses by hand is told, not trapped on.
  @Test(arguments: [
    ["conv 6 name=c from=input", "gated name=x from=a,g", "sum name=s from=x,c"],
    ["conv 6 name=c from=input", "gated name=x from=a,g", "multiply name=s from=c,x"],
    ["gated name=x from=a,g", "conv 4 groups=2 name=s from=x"],
    ["gated name=x from=a,g", "softmax name=s from=x"],
  ]) func refused(_ lines: [String]) throws {
    let graph = try Graph(
      input: Shape(2, 6, 6),
      lines: ["conv 6 name=a", "gates name=g of=6 channels=0-5 from=a"] + lines + ["linear 3"])
    let closed: Set<GateMap.Gate> = [.init(module: 1, position: 2, isBlock: false)]
    let network = Network(graph, seed: 1)
    for droppingGates in [false, true] {
      let error = #expect(throws: LayerError.self) {
        _ = try Surgery.removing(closed: closed, from: network, droppingGates: droppingGates)
      }
      #expect(error?.message.contains("‘s’") == true)
    }
    #expect(throws: LayerError.self) { _ = try Surgery.removing(closed: closed, from: graph) }
    _ = Departure(graph, closed: closed)
  }

  /// Shapes alone are those of the network, whatever is closed.
  @Test(arguments: Nets.all) func staticShapes(_ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    for seed in 1...4 as ClosedRange<UInt64> {
      let open = Decisions.random(network, map, seed: seed)
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
      let graph = try Surgery.removing(closed: closed, from: network.graph)
      #expect(graph.lines == small.graph.lines)
      #expect(graph.work == small.graph.work)
    }
  }

  /// Sigmoids, flattening and joining tie channels to a sum as a rectifier does.
  @Test func groupsReachThroughWhatCarries() throws {
    let graph = try Graph(
      input: Shape(2, 4, 4),
      lines: [
        "conv 3 1x1 name=a", "sigmoid name=s", "conv 3 1x1 name=b from=input", "sum from=s,b",
        "linear 3",
      ])
    let group = try GateSites.groupSite(of: graph, member: 0).get()
    #expect(group.members.map { graph.nodes[$0.producer].name } == ["a", "b"])
    #expect(group.meetings.map { graph.nodes[$0].name } == ["sum1"])
  }
}
