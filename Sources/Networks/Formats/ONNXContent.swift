import Tensors

/// The operators of a network in ONNX, and the tensors that they read.
struct ONNXContent {
  private(set) var operators: [Operator] = []
  /// By the names under which operators read them.
  private(set) var tensors: [OperatorTensor] = []
  /// How many batch norms are folded into the layer in front.
  private(set) var foldedCount = 0

  /// - Throws: where a layer has no form in that operator set, which names the layer.
  init(_ network: Network, _ set: OperatorSet, folding: Bool) throws(LayerError) {
    let graph = network.graph
    // By the node of each product that takes a norm along, and the norms.
    var products: [Int: FoldedProduct] = [:]
    var norms: Set<Int> = []
    for index in graph.nodes.indices where folding {
      guard var product = FoldedProduct(network, index) else { continue }
      product.extendByNorm(network)
      guard product.end != index else { continue }
      products[index] = product
      norms.insert(product.end)
    }
    foldedCount = norms.count
    func value(_ index: Int) -> String {
      if index == Graph.source { return "input" }
      return index == graph.nodes.count - 1 ? "logits" : "\(graph.nodes[index].name).output"
    }
    var places = graph.stateTensors[...]
    for (index, node) in graph.nodes.enumerated() {
      let own = places.prefix(node.stateTensors.count)
      places = places.dropFirst(own.count)
      if norms.contains(index) { continue }
      let product = products[index]
      var writer = OperatorWriter(
        node, reading: node.inputs.map(value), result: value(product?.end ?? index), set: set,
        isFolded: product != nil)
      do {
        try node.layer.writeOperators(to: &writer)
      } catch {
        throw LayerError("layer ‘\(node.name)’: \(error.message)", hint: error.hint)
      }
      operators += writer.operators
      tensors += writer.constants
      if let product {
        let dimensions = network[own.first!.place].dimensions
        add(writer.tensor("weight"), Tensor(dimensions) { product.weight[$0] })
        add(writer.tensor("bias"), Tensor([product.bias.count]) { product.bias[$0] })
      } else {
        for tensor in own { add(tensor.name, network[tensor.place]) }
      }
    }
  }

  private mutating func add(_ name: String, _ value: Tensor) {
    tensors.append(OperatorTensor(name: name, values: .numbers(value)))
  }
}
