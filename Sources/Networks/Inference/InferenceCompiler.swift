import Tensors

/// Turns a network into a program for few images, node by node.
struct InferenceCompiler {
  private let network: Network
  private var builder: FewImagesBuilder
  private var values: [Int: FewImagesValue] = [:]
  /// Nodes that run in lanes, for want of a form for few images.
  private(set) var inLanes: [String] = []

  init(_ network: Network) {
    self.init(network) { FewImagesBuilder(input: $0, halos: $1) }
  }

  /// For tests: with another builder for the same network.
  init(_ network: Network, _ builder: (Shape, FewImagesHalos) -> FewImagesBuilder) {
    self.network = network
    self.builder = builder(network.graph.input, Self.halos(network.graph))
    values[Graph.source] = self.builder.input
  }

  private static func halos(_ graph: Graph) -> FewImagesHalos {
    var halos = FewImagesHalos()
    for node in graph.nodes where node.isRead {
      if let product = node.product, product.isWindowed {
        halos.note(product.geometry, on: product.input)
      }
    }
    return halos
  }

  /// - Throws: `Interruption` where `stop` was raised.
  mutating func program(stop: StopFlag? = nil) throws(Interruption) -> FewImagesProgram {
    let products = try FoldedProducts(network, stop: stop)
    for (index, node) in network.graph.nodes.enumerated() where node.isRead {
      if stop?.isRaised == true { throw Interruption() }
      if let product = products[index] {
        values[index] = value(product)
      } else if !products.takesAlong(index) {
        let before = builder.stepsInLanes
        values[index] = node.layer.compile(
          node.inputs.map { values[$0]! }, CompiledNode(network: network, index: index),
          into: &builder)
        if builder.stepsInLanes > before { inLanes.append(node.name) }
      }
    }
    return builder.program(values[network.graph.nodes.count - 1]!)
  }

  private mutating func value(_ product: FoldedProduct) -> FewImagesValue {
    let x = values[network.graph.nodes[product.first].inputs[0]]!
    let added = product.added.map { values[$0]! }
    guard let geometry = product.geometry else {
      return builder.multiply(
        x, weight: product.weight, bias: product.bias, adding: added,
        rectified: product.rectified, cap: product.cap)
    }
    return builder.convolve(
      x, weight: product.weight, bias: product.bias, geometry, adding: added,
      rectified: product.rectified, cap: product.cap)
  }
}
