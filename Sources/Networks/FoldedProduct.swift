import Tensors

/// A layer of products with what follows it folded in: batch norm into weights and bias, a sum and
/// a rectifier into the same pass.
struct FoldedProduct {
  private(set) var weight: [Float]
  private(set) var bias: [Float]
  /// Nil for a linear layer, which reads its input as a vector.
  let geometry: ConvolutionGeometry?
  /// The node whose value is added.
  private(set) var added: Int?
  private(set) var rectified = false
  private var isNormalised = false
  /// The largest number that the rectifier gives.
  private(set) var cap = Float.infinity
  /// The nodes it stands for, one after another; it gives the value of the last.
  private(set) var nodes: [Int]

  var first: Int { nodes[0] }
  var end: Int { nodes[nodes.count - 1] }

  /// Nil where node `index` is no layer of products.
  init?(_ network: Network, _ index: Int) {
    let node = network.graph.nodes[index]
    guard let product = node.product else { return nil }
    let numbers = network.parameterRange(of: index).map { network.parameters[$0].value.values }
    weight = numbers[0]
    bias = numbers.count > 1 ? numbers[1] : Array(repeating: 0, count: node.shape.channels)
    geometry = product.isWindowed ? product.geometry : nil
    nodes = [index]
  }

  /// Takes along what can join, where nothing else reads what comes before it.
  ///
  /// - Parameter claimed: nodes that other products have taken along.
  mutating func extend(_ network: Network, claimed: Set<Int>) {
    while let next = network.graph.onlyUser(of: end), !claimed.contains(next),
      let layer = network.graph.nodes[next].layer as? any FollowingLayer,
      layer.join(&self, CompiledNode(network: network, index: next))
    {
      nodes.append(next)
    }
  }

  /// Takes along a batch norm that is its only reader, and nothing else.
  mutating func extendByNorm(_ network: Network) {
    guard let next = network.graph.onlyUser(of: end),
      let layer = network.graph.nodes[next].layer as? any FollowingLayer
    else { return }
    var longer = self
    guard layer.join(&longer, CompiledNode(network: network, index: next)), longer.isNormalised
    else { return }
    longer.nodes.append(next)
    self = longer
  }

  /// Folds a batch norm in, which has to come first.
  mutating func normalise(_ norm: FoldedNorm) -> Bool {
    guard nodes.count == 1 else { return false }
    isNormalised = true
    let terms = weight.count / bias.count
    for output in bias.indices {
      for term in output * terms..<(output + 1) * terms { weight[term] *= norm.scale[output] }
      bias[output] = bias[output] * norm.scale[output] + norm.shift[output]
    }
    return true
  }

  /// Adds the other one of a sum's two inputs; one sum, before any rectifier.
  mutating func add(_ inputs: [Int]) -> Bool {
    guard added == nil, !rectified, inputs.count == 2, inputs[0] != inputs[1] else { return false }
    added = inputs[0] == end ? inputs[1] : inputs[0]
    return true
  }

  /// `max(y, 0)`, at most `cap`, once and last.
  mutating func rectify(upTo cap: Float = .infinity) -> Bool {
    guard !rectified else { return false }
    rectified = true
    self.cap = cap
    return true
  }
}

/// The products of a network with what is folded into each. A folded product is computed where its
/// last node stands; the nodes before have no value.
struct FoldedProducts {
  private var byEnd: [Int: FoldedProduct] = [:]
  private var folded: Set<Int> = []

  /// - Throws: `Interruption` where `stop` was raised.
  init(_ network: Network, stop: StopFlag? = nil) throws(Interruption) {
    for index in network.graph.nodes.indices where network.graph.nodes[index].isRead {
      if stop?.isRaised == true { throw Interruption() }
      guard var product = FoldedProduct(network, index) else { continue }
      product.extend(network, claimed: folded)
      byEnd[product.end] = product
      folded.formUnion(product.nodes)
    }
  }

  /// The product that ends at node `index`.
  subscript(index: Int) -> FoldedProduct? { byEnd[index] }

  /// Whether node `index` is computed in a product that ends behind it.
  func takesAlong(_ index: Int) -> Bool { byEnd[index] == nil && folded.contains(index) }
}

/// Batch norm with its running statistics, as one product and one sum: x · scale + shift.
struct FoldedNorm {
  let scale: [Float]
  let shift: [Float]

  /// A factor and a sum for each channel.
  init(scale: [Float], shift: [Float]) {
    self.scale = scale
    self.shift = shift
  }

  /// Batch norm of `node`, whose scale stands at `parameter` and whose mean at `buffer`.
  init(
    _ node: CompiledNode, parameter: Int = 0, buffer: Int = 0,
    epsilon: Float = Normalization.Constants.standard.epsilon
  ) {
    let scale = node.parameter(parameter)
    let shift = node.parameter(parameter + 1)
    let mean = node.buffer(buffer)
    let variance = node.buffer(buffer + 1)
    let slope = scale.indices.map {
      scale[$0] / (variance[$0] + epsilon).squareRoot()
    }
    self.scale = slope
    self.shift = shift.indices.map { shift[$0] - mean[$0] * slope[$0] }
  }
}
