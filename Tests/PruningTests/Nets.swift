import Networks
import Tensors
import Testing

@testable import Pruning

/// Small networks of every kind that gates meet.
enum Nets {
  static let shapes = Shape(1, 16, 16)

  static func mlp(_ sizes: [Int] = [24, 16], input: Shape = Shape(2), classes: Int = 2) -> Graph {
    try! MLP().graph(input: input, classes: classes, width: 1, sizes: sizes)
  }

  static func convnet(width: Double = 0.25) -> Graph {
    try! ConvNet().graph(input: shapes, classes: 4, width: width, sizes: [])
  }

  static func resnet(width: Double = 0.25) -> Graph {
    try! ResNet(blocks: 3).graph(input: shapes, classes: 4, width: width, sizes: [])
  }

  static func vgg() -> Graph {
    try! VGG.vgg16.graph(input: Shape(1, 32, 32), classes: 4, width: 0.0625, sizes: [])
  }

  /// Branches of different widths side by side, a flattened map, neurons.
  static func inception() -> Graph {
    try! Graph(
      input: shapes,
      lines: [
        "conv 6 3x3 pad=1 bias=off name=stem", "batchnorm name=bn", "relu name=relu",
        "conv 5 1x1 name=left from=relu", "relu name=lrelu",
        "conv 7 3x3 pad=1 name=right from=relu",
        "relu name=rrelu", "concat name=both from=lrelu,rrelu", "maxpool 4 name=pool",
        "conv 9 3x3 name=top", "relu name=trelu", "flatten name=flat", "linear 12 name=fc",
        "relu name=frelu", "linear 4 name=out",
      ])
  }

  /// Layers that nothing reads, of which one mixes and one has channels of its own.
  static func unread() -> Graph {
    try! Graph(
      input: shapes,
      lines: [
        "conv 6 3x3 pad=1 name=a", "relu name=arelu", "conv 5 3x3 name=dead", "batchnorm name=norm",
        "conv 3 3x3 name=behind", "softmax name=mix from=arelu",
        "conv 7 3x3 pad=1 name=b from=arelu", "relu name=brelu", "maxpool 4 name=pool",
        "linear 9 name=side", "linear 12 name=fc from=pool", "relu name=frelu", "linear 4 name=out",
      ])
  }

  /// What gets gates in tests.
  enum Gating: String, CaseIterable, Sendable { case channels, blocks, both, groups }

  /// Residual blocks whose batch norm comes first, a sum of three, a sum within a block, and a
  /// shortcut that pads.
  static func streams() -> Graph {
    try! Graph(
      input: shapes,
      lines: [
        "conv 6 3x3 pad=1 name=stem", "batchnorm name=n1", "relu name=r1",
        "conv 6 3x3 pad=1 bias=off name=a from=r1", "sum name=s1 from=a,stem",
        "batchnorm name=n2", "relu name=r2", "conv 9 3x3 pad=1 name=inner", "relu name=r3",
        "conv 6 1x1 name=b", "conv 6 1x1 bias=off name=c from=r3", "sum name=s2 from=s1,b,c",
        "relu name=r4", "shortcut 11 stride=2 name=pad",
        "conv 11 3x3 stride=2 pad=1 name=d from=r4",
        "batchnorm name=n3", "sum name=s3 from=pad,n3", "batchnorm name=n4", "relu name=r5",
        "globalpool name=pool", "linear 4 name=out",
      ])
  }

  /// Squeeze-and-excitation within a residual block, a product of two branches, a layer scale, and
  /// a stream that is parted, joined and shuffled.
  static func excited() -> Graph {
    try! Graph(
      input: shapes,
      lines: [
        "conv 6 3x3 pad=1 name=stem", "hardswish name=r0", "conv 8 1x1 name=a",
        "batchnorm name=n1", "hardswish name=r1", "globalpool name=squeeze", "linear 3 name=fc1",
        "relu name=r2", "linear 8 name=fc2", "hardsigmoid name=gate",
        "multiply name=excite from=r1,gate", "conv 6 1x1 name=b", "scale start=0.5 name=layerscale",
        "sum name=s1 from=layerscale,r0", "conv 6 3x3 pad=2 dilation=2 name=c",
        "conv 6 3x3 pad=1 name=d from=s1", "sigmoid name=g2", "multiply name=m2 from=c,g2",
        "slice end=3 name=left from=m2", "slice start=3 end=6 name=right from=m2",
        "conv 5 3x3 pad=1 name=e", "concat name=joined from=left,e", "shuffle groups=2 name=mixed",
        "avgpool 3 stride=2 pad=1 name=pool", "deconv 5 2x2 stride=2 name=up",
        "globalmaxpool name=last", "linear 4 name=out",
      ])
  }

  /// Dense blocks: batch norms that read joined channels, in their order and shuffled; a transition
  /// between them.
  static func dense() -> Graph {
    try! Graph(
      input: shapes,
      lines: [
        "conv 4 3x3 pad=1 bias=off name=stem", "batchnorm name=n1", "relu name=r1",
        "conv 3 3x3 pad=1 bias=off name=a", "concat name=c1 from=stem,a", "batchnorm name=n2",
        "relu name=r2", "conv 5 1x1 name=narrow", "batchnorm name=n3", "relu name=r3",
        "conv 3 3x3 pad=1 name=b", "concat name=c2 from=c1,b", "batchnorm name=n4",
        "relu name=r4", "conv 6 1x1 name=t", "avgpool 2 stride=2 name=pool", "batchnorm name=n5",
        "relu name=r5", "conv 3 3x3 pad=1 name=d", "concat name=c3 from=pool,d,pool",
        "shuffle groups=3 name=mixed", "slice start=1 end=15 name=part", "batchnorm name=n6",
        "relu name=r6", "globalpool name=mean", "linear 4 name=out",
      ])
  }

  /// Two batch norms on one stream, layer by layer as some files have them.
  static func breadthFirst() -> Graph {
    try! Graph(
      input: shapes,
      lines: [
        "conv 6 3x3 pad=1 name=stem", "conv 6 3x3 pad=1 name=c", "sum from=stem,c name=s",
        "batchnorm name=bna", "batchnorm name=bnb from=s", "relu name=ra from=bna",
        "relu name=rb from=bnb", "conv 5 3x3 pad=1 name=x from=ra",
        "conv 5 3x3 pad=1 name=y from=rb", "batchnorm name=bnx from=x",
        "batchnorm name=bny from=y", "relu name=rx from=bnx", "relu name=ry from=bny",
        "concat name=both from=rx,ry", "globalpool name=pool", "linear 4 name=out",
      ])
  }

  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var graph: Graph
    var gating = Gating.channels

    func network(
      seed: UInt64 = 1, _ options: GateAttachment.Options = .init()
    ) throws -> Network {
      try Network(graph, seed: seed).gated(gating, options, seed: seed)
    }
  }

  static let all: [Case] = [
    Case(description: "mlp", graph: mlp()),
    Case(description: "convnet", graph: convnet()),
    Case(description: "inception", graph: inception()),
    Case(description: "vgg16", graph: vgg()),
    Case(description: "unread", graph: unread()),
    Case(description: "resnet20 channels", graph: resnet()),
    Case(description: "resnet20 blocks", graph: resnet(), gating: .blocks),
    Case(description: "resnet20 both", graph: resnet(), gating: .both),
    Case(description: "resnet20 groups", graph: resnet(), gating: .groups),
    Case(description: "streams groups", graph: streams(), gating: .groups),
    Case(description: "inception groups", graph: inception(), gating: .groups),
    Case(description: "dense groups", graph: dense(), gating: .groups),
    Case(description: "breadth first", graph: breadthFirst(), gating: .groups),
  ]
}

extension Network {
  /// Gates wherever they can stand.
  func gated(
    _ gating: Nets.Gating = .channels, _ options: GateAttachment.Options = .init(),
    seed: UInt64 = 1
  ) throws -> Network {
    var result = self
    guard gating != .groups else {
      return try GateAttachment.groups(
        self, GateSites.groups(of: graph), options, seed: seed)
    }
    if gating != .blocks {
      let sites = GateSites.channels(of: result.graph).map { $0.producer }
      result = try GateAttachment.channels(
        result, producers: Set(sites), options, seed: seed)
    }
    if gating != .channels {
      let sums = GateSites.blocks(of: result.graph).map { $0.sum }
      result = try GateAttachment.blocks(result, sums: Set(sums), options, seed: seed)
    }
    return result
  }

  /// Logits of `count` images of noise, image by image; the numbers of a batch norm are stirred
  /// by `stirred`.
  func logits(_ count: Int, seed: UInt64 = 5) throws -> [Float] {
    try forward(.noise(count, graph.input, seed: seed), mode: .evaluation).output.value.images
  }

  /// The network with statistics, scales and shifts that are not those of a new one.
  func stirred(seed: UInt64) -> Network {
    var result = self
    for index in result.buffers.indices {
      let noise = Generator(seed: seed, stream: .trial, epoch: UInt64(index))
      let isVariance = result.buffers[index].name.hasSuffix("variance")
      result.buffers[index].value = Tensor(result.buffers[index].value.dimensions) {
        isVariance ? 0.5 + noise.uniform($0) : 0.3 * noise.normal($0)
      }
    }
    for index in result.parameters.indices
    where [.scale, .shift, .bias].contains(result.parameters[index].role) {
      let noise = Generator(seed: seed, stream: .trial, epoch: UInt64(1000 + index))
      let centre: Float = result.parameters[index].role == .scale ? 1 : 0
      result.parameters[index].value = Tensor(result.parameters[index].value.dimensions) {
        centre + 0.3 * noise.normal($0)
      }
    }
    return result
  }

  /// The numbers of everything that training moves, in order.
  var digits: [[Float]] { parameters.map { $0.value.values } + buffers.map { $0.value.values } }
}

extension Activations {
  static func noise(_ count: Int, _ shape: Shape, seed: UInt64 = 5) -> Activations {
    let generator = Generator(seed: seed, stream: .trial)
    return Activations(
      count, shape, images: (0..<count * shape.size).map { generator.normal($0) })
  }
}

/// Decisions about gates, drawn by a seed.
enum Decisions {
  /// Each gate open with a probability of its own draw; floors kept.
  static func random(_ network: Network, _ map: GateMap, seed: UInt64) -> [Bool] {
    let generator = Generator(seed: seed, stream: .trial)
    let share = 0.15 + 0.7 * generator.uniform(1 << 20)
    var open = map.gates.indices.map { generator.uniform($0) < share }
    for (range, least) in GateFloors.all(network, map) {
      var place = range.lowerBound
      while open[range].count(where: { $0 }) < least {
        open[place] = true
        place += 1
      }
    }
    for gates in GateFloors.readers(of: network.graph, map) { open[gates.min()!] = true }
    return open
  }
}
