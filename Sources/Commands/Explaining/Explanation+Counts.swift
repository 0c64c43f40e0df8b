import Costs
import Networks
import Notebook

/// Counts of layers: what several commands print and explain alike.
extension Explanation {
  static let countSource =
    "counts as in Sze, Chen, Yang and Emer, Efficient Processing of Deep Neural Networks, "
    + "Proceedings of the IEEE, 2017; a multiply-add is one multiplication and one addition"

  /// The factors of a layer's multiply-adds; nil for layers without products.
  static func factors(_ node: Node) -> [Int]? {
    guard let product = node.product else { return nil }
    guard product.isWindowed else { return [product.input.size, product.outputs] }
    let geometry = product.geometry
    return [
      geometry.kernelHeight, geometry.kernelWidth, product.input.channels / geometry.groups,
      product.outputs, product.output.height, product.output.width,
    ]
  }

  /// The multiply-adds of `graph`, layer by layer where `all`, else of the costliest three.
  ///
  /// - Parameter list: where the answer has its layers; nil where it has none.
  mutating func multiplyAdds(
    _ graph: Graph, all: Bool, list: String? = nil, total: [String] = ["macs"]
  ) {
    let layers = graph.nodes.filter(\.isRead).compactMap { node in
      Self.factors(node).map { (node, $0) }
    }
    formula(
      "multiply-adds",
      "kernel height × kernel width × inputs × outputs × output height × output width, in a linear "
        + "layer inputs × outputs; no bias")
    let value: ((Node, [Int])) -> Double = { $0.1.reduce(1) { $0 * Double($1) } }
    let costly = layers.sorted { value($0) > value($1) }.prefix(3).map { $0.0.name }
    for layer in layers where all || costly.contains(layer.0.name) {
      put(
        "\(layer.0.name): \(NumberText.product(layer.1)) = \(NumberText.count(value(layer)))",
        value(layer), at: list.map { [$0, layer.0.name, "macs"] } ?? [])
    }
    let sum = layers.reduce(0) { $0 + value($1) }
    let rest = layers.count - costly.count
    put(
      all || rest == 0
        ? "\(Self.allLayers(layers.count)): \(NumberText.count(sum))"
        : "and \(rest) more; all \(layers.count): \(NumberText.count(sum))", sum, at: total)
  }

  private static func allLayers(_ count: Int) -> String {
    count == 1 ? "the one layer" : "all \(count) layers"
  }

  /// `connections: 4,352 − 4,286 = 66`.
  mutating func difference(_ name: String, _ now: Double, _ saved: Double, at key: String) {
    put(
      "\(name): \(NumberText.count(now)) − \(NumberText.count(now - saved)) = "
        + NumberText.count(saved), saved, at: [key])
  }

  /// FLOPs beside multiply-adds.
  mutating func flops(_ macs: Double, at path: [String]) {
    formula("FLOPs", "2 × multiply-adds")
    put("2 × \(NumberText.count(macs)) = \(NumberText.count(2 * macs))", 2 * macs, at: path)
  }

  /// The weights of convolutions and linear layers.
  mutating func connections(_ graph: Graph) {
    let layers = graph.nodes.filter(\.isRead).compactMap { node in
      Self.factors(node).map { Array($0.prefix(4)) }
    }
    let total = layers.reduce(0.0) { $0 + $1.reduce(1) { $0 * Double($1) } }
    formula("connections", "the same without output height and width: each weight once")
    put(
      "\(Self.allLayers(layers.count)): \(NumberText.count(total))", total, at: ["connections"])
  }

  /// Everything that is learned, gates left out.
  mutating func parameters(_ graph: Graph) {
    var weights = 0.0
    var biases = 0.0
    var norms = 0.0
    for node in graph.nodes where node.isRead && !node.isGate {
      for spec in node.layer.parameters(of: node.inputShapes) {
        let count = Double(spec.dimensions.reduce(1, *))
        switch spec.role {
        case .weight: weights += count
        case .bias: biases += count
        default: norms += count
        }
      }
    }
    formula("parameters", "weights + biases + 2 for each channel of a batch norm")
    let total = weights + biases + norms
    put(
      "\(NumberText.count(weights)) + \(NumberText.count(biases)) + \(NumberText.count(norms)) = "
        + NumberText.count(total), total, at: ["parameters"])
  }

  /// The maps that windows leave.
  mutating func windows(_ nodes: [Node]) {
    let windows = nodes.compactMap { node in
      node.product.flatMap { $0.isWindowed ? (node, $0.geometry) : nil }
    }
    guard !windows.isEmpty else { return }
    formula(
      "output height", "⌊(height + 2 pad − kernel height) / stride⌋ + 1, and the width likewise")
    for (node, geometry) in windows {
      let input = node.inputShapes[0]
      let margins = geometry.margins
      let pad =
        margins.top == margins.bottom ? "2 × \(margins.top)" : "\(margins.top + margins.bottom)"
      put(
        "\(node.name): ⌊(\(input.height) + \(pad) − \(geometry.spanHeight)) / "
          + "\(geometry.rowStride)⌋ + 1 = \(node.shape.height)"
          + (geometry.rowDilation == 1
            ? ""
            : "; with dilation \(geometry.rowDilation) a kernel of \(geometry.kernelHeight) rows "
              + "reaches over \(geometry.spanHeight)"))
    }
  }

  /// What `network` and its like print of the network in use.
  static func summary(_ answer: Answer) -> Explanation? {
    guard let entry = answer.workspace.entry else { return nil }
    var explanation = Explanation(entry.isShapedByTraining ? .trained : .derived)
    explanation.multiplyAdds(entry.network.graph, all: false)
    explanation.parameters(entry.network.graph)
    explanation.source(countSource)
    return explanation
  }
}
