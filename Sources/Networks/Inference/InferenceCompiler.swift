import Tensors

/// Turns a network into a plain program, node by node.
struct InferenceCompiler {
  private let network: Network
  private var builder: PlainBuilder
  private var values: [Int: PlainValue] = [:]

  init(_ network: Network) {
    self.network = network
    builder = PlainBuilder(input: network.graph.input, halos: Self.halos(network.graph))
    values[Graph.source] = builder.input
  }

  /// For tests: with another builder for the same network.
  init(_ network: Network, _ builder: (Shape, PlainHalos) -> PlainBuilder) {
    self.network = network
    self.builder = builder(network.graph.input, Self.halos(network.graph))
    values[Graph.source] = self.builder.input
  }

  private static func halos(_ graph: Graph) -> PlainHalos {
    var halos = PlainHalos()
    for node in graph.nodes {
      switch node.layer {
      case let layer as Conv: halos.note(layer.geometry, on: node.inputShapes[0])
      case let layer as Depthwise: halos.note(layer.geometry, on: node.inputShapes[0])
      default: break
      }
    }
    return halos
  }

  /// - Throws: `LayerError`; `Interruption` where `stop` was raised.
  mutating func program(stop: StopFlag? = nil) throws -> PlainProgram {
    let graph = network.graph
    // A folded product is computed where its last node stands; the nodes before have no value.
    var products: [Int: FoldedProduct] = [:]
    var folded: Set<Int> = []
    for index in graph.nodes.indices {
      if stop?.isRaised == true { throw Interruption() }
      guard var product = FoldedProduct(network, index) else { continue }
      product.extend(graph, claimed: folded)
      products[product.end] = product
      folded.formUnion(product.nodes)
    }
    for index in graph.nodes.indices {
      if stop?.isRaised == true { throw Interruption() }
      if let product = products[index] {
        values[index] = value(product)
      } else if !folded.contains(index) {
        values[index] = try value(graph.nodes[index], index)
      }
    }
    return builder.program(values[graph.nodes.count - 1]!)
  }

  private mutating func value(_ product: FoldedProduct) -> PlainValue {
    let x = values[network.graph.nodes[product.first].inputs[0]]!
    let added = product.added.map { values[$0]! }
    guard let geometry = product.geometry else {
      return builder.multiply(
        x, weight: product.weight, bias: product.bias, adding: added,
        rectified: product.rectified)
    }
    return builder.convolve(
      x, weight: product.weight, bias: product.bias, geometry, adding: added,
      rectified: product.rectified)
  }

  private mutating func value(_ node: Node, _ index: Int) throws(LayerError) -> PlainValue {
    let inputs = node.inputs.map { values[$0]! }
    switch node.layer {
    case is ReLU: return builder.rectify(inputs[0])
    case is SigmoidLayer: return builder.sigmoid(inputs[0])
    case is Dropout: return inputs[0]
    case is Flatten: return builder.flatten(inputs[0])
    case is GlobalPool: return builder.globalPool(inputs[0])
    case is Concat: return builder.join(inputs)
    case is Sum: return inputs.dropFirst().reduce(inputs[0]) { builder.add($0, $1) }
    case let layer as MaxPool:
      return builder.pool(inputs[0], .maximum, window: layer.window, stride: layer.stride)
    case let layer as AveragePool:
      return builder.pool(inputs[0], .average, window: layer.window, stride: layer.stride)
    case let layer as Shortcut:
      return builder.subsample(inputs[0], stride: layer.stride, channels: layer.channels)
    case is BatchNorm:
      let norm = FoldedNorm(network, index)
      return builder.affine(inputs[0], scale: norm.scale, shift: norm.shift, rectified: false)
    case let layer as Gated:
      return builder.scale(inputs[0], by: inputs[1], first: layer.first, shared: layer.isShared)
    case let layer as GateModule: return gates(layer, index, inputs[0])
    default:
      throw LayerError("inference does not know the layer ‘\(type(of: node.layer).keyword)’")
    }
  }

  /// The gates of each image, from its own features where the module is dynamic.
  private mutating func gates(_ layer: GateModule, _ index: Int, _ x: PlainValue) -> PlainValue {
    if let constants = layer.constants { return builder.constant(constants, like: x) }
    let forced = layer.forced
    let first = network.parameterRange(of: index).lowerBound
    let number = { [network] in network.parameters[first + $0].value.values }
    guard layer.kind == .dynamic else {
      let gates = zip(number(0), forced).map { logit, forced in forced ?? (logit > 0 ? 1 : 0) }
      return builder.constant(gates, like: x)
    }
    let norm = FoldedNorm(network, index, parameter: 1)
    let hidden = builder.multiply(
      builder.globalPool(x), weight: number(0),
      bias: Array(repeating: 0, count: layer.hidden))
    let active = builder.affine(hidden, scale: norm.scale, shift: norm.shift, rectified: true)
    let logits = builder.multiply(active, weight: number(3), bias: number(4))
    return builder.threshold(logits, forced: forced)
  }
}
