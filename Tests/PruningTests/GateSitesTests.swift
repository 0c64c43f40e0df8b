import Networks
import Tensors
import Testing

@testable import Pruning

/// Where gates can stand, and what putting them there changes: nothing.
@Suite struct GateSitesTests {
  private func names(_ graph: Graph) -> [String] {
    GateSites.channels(of: graph).map { graph.nodes[$0.producer].name }
  }

  private func graph(_ lines: [String], input: Shape = Shape(3, 8, 8)) throws -> Graph {
    try Graph(input: input, lines: lines)
  }

  @Test func presets() {
    #expect(names(Nets.mlp()) == ["fc1", "fc2"])
    #expect(names(Nets.convnet()) == ["conv1", "conv2", "fc1"])
    #expect(names(Nets.vgg()) == (1...13).map { "conv\($0)" })
    #expect(names(Nets.inception()) == ["stem", "left", "right", "top", "fc"])
    #expect(names(Nets.unread()) == ["a", "b", "fc"])
    let blocks = (1...3).flatMap { stage in (1...3).map { "s\(stage)b\($0)" } }
    #expect(names(Nets.resnet()) == blocks.map { "\($0).conv1" })
    let sites = GateSites.blocks(of: Nets.resnet())
    #expect(sites.map { $0.name } == blocks)
    for site in sites {
      let graph = Nets.resnet()
      #expect(
        site.nodes.map { graph.nodes[$0].name.split(separator: ".").last } == [
          "conv1", "bn1", "relu1", "conv2", "bn2",
        ])
    }
    #expect(GateSites.blocks(of: Nets.vgg()).isEmpty)
  }

  /// Gates stand behind what rides along with a producer.
  @Test func siteEnds() throws {
    let lines = ["conv 4", "batchnorm", "relu", "maxpool 2", "conv 4", "sigmoid", "dropout 0.2"]
    let graph = try graph(lines + ["linear 3"])
    #expect(
      GateSites.channels(of: graph).map { graph.nodes[$0.end].name } == ["relu1", "dropout1"])
  }

  /// What would make something of a closed channel's zeros keeps the channel from being gated.
  @Test(arguments: [
    ["conv 4 pad=1 name=a", "relu", "maxpool 2", "batchnorm", "linear 3"],
    ["conv 4 pad=1 name=a", "maxpool 2", "sigmoid", "linear 3"],
    ["conv 4 pad=1 name=a", "relu", "depthwise 3x3", "linear 3"],
    ["conv 4 pad=1 name=a", "relu", "conv 8 3x3 groups=2", "linear 3"],
    ["conv 3 pad=1 name=a", "sum from=a,input", "linear 3"],
    ["conv 2 pad=1 name=a", "shortcut 4 stride=2", "linear 3"],
    ["conv 4 pad=1 name=a", "relu name=r", "batchnorm name=b", "concat from=r,b", "linear 3"],
  ])
  func skipped(_ lines: [String]) throws {
    #expect(!names(try graph(lines)).contains("a"))
  }

  @Test func depthwiseWithoutBiasRides() throws {
    let graph = try graph(["conv 4 name=a", "relu", "depthwise 3x3 bias=off", "linear 3"])
    #expect(names(graph) == ["a"])
    try Self.expectSmallEqualsStatic(try Network(graph, seed: 2).gated().stirred(seed: 3), seed: 1)
  }

  @Test func sigmoidsRide() throws {
    let graph = try graph([
      "conv 6 name=a", "sigmoid", "maxpool 2", "linear 7", "sigmoid", "linear 3",
    ])
    #expect(names(graph) == ["a", "fc1"])
    try Self.expectSmallEqualsStatic(try Network(graph, seed: 2).gated().stirred(seed: 3), seed: 1)
  }

  /// The logits of the network with its gates at a random decision, and of the small one.
  static func expectSmallEqualsStatic(_ network: Network, seed: UInt64) throws {
    let map = GateMap(network.graph)
    let open = Decisions.random(network, map, seed: seed)
    let fixed = network.fixing(map, open)
    let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
    let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
    for count in [1, 5, 16, 37] {
      let wide = try fixed.logits(count)
      #expect(try small.logits(count) == wide)
      #expect(Set(wide).count > 1)
    }
  }

  @Test(arguments: Nets.all, GateModule.Kind.allCases)
  func openGatesChangeNothing(_ test: Nets.Case, _ kind: GateModule.Kind) throws {
    let plain = Network(test.graph, seed: 7).stirred(seed: 8)
    let gated = try plain.gated(test.gating, .init(kind: kind), seed: 9)
    let map = GateMap(gated.graph)
    let open = gated.fixing(map, map.gates.map { _ in true })
    for count in [1, 37] { #expect(try open.logits(count) == plain.logits(count)) }
  }

  @Test(arguments: Nets.all) func detachingRestores(_ test: Nets.Case) throws {
    let plain = Network(test.graph, seed: 7).stirred(seed: 8)
    let gated = try plain.gated(test.gating)
    let modules = gated.gateModules.map { $0.node }
    let restored = try GateAttachment.detach(gated, modules: Set(modules))
    #expect(restored.graph.lines == plain.graph.lines)
    #expect(restored.digits == plain.digits)
    // One module alone: the others keep their numbers.
    let fewer = try GateAttachment.detach(gated, modules: [modules[0]])
    #expect(fewer.gateModules.count == modules.count - 1)
    #expect(
      try GateAttachment.detach(fewer, modules: Set(fewer.gateModules.map { $0.node })).digits
        == plain.digits)
  }

  /// Attaching by steps and at once gives the same network.
  @Test func attachingByStepsIsTheSame() throws {
    let plain = Network(Nets.convnet(), seed: 7)
    var network = plain
    for name in ["fc1", "conv1", "conv2"] {
      let producer = try #require(network.graph.index(named: name))
      network = try GateAttachment.channels(network, producers: [producer], .init(), seed: 1)
      #expect(
        GateSites.channels(of: network.graph).allSatisfy {
          network.graph.nodes[$0.producer].name != name
        })
    }
    let whole = try plain.gated()
    #expect(Set(network.graph.nodes.map { $0.name }) == Set(whole.graph.nodes.map { $0.name }))
    #expect(try network.logits(9) == whole.logits(9))
  }
}
