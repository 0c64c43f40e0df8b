import Foundation
import Networks
import Tensors
import TensorsTestSupport

/// A whole network in double precision, node by node, to its mean cross-entropy.
package struct GraphOracle {
  private let graph: Graph
  package var nodes: [Oracle]

  /// Products of weights and activations so far.
  package var products: Int { nodes.reduce(0) { $0 + $1.products } }

  package init(_ network: Network, training: Bool) {
    graph = network.graph
    nodes = network.graph.nodes.indices.map { index in
      let node = network.graph.nodes[index]
      return Oracle(
        node.layer,
        parameters: network.parameters[network.parameterRange(of: index)].map { $0.value },
        buffers: network.buffers[network.bufferRange(of: index)].map { $0.value },
        training: training)
    }
  }

  package mutating func output(_ x: Batch) -> Batch {
    var values: [Batch] = []
    for (index, node) in graph.nodes.enumerated() {
      values.append(nodes[index].output(node.inputs.map { $0 < 0 ? x : values[$0] })!)
    }
    return values.last ?? x
  }

  package mutating func loss(_ x: Batch, _ labels: [Int]) -> Double {
    let z = output(x)
    let classes = z.shape.size
    return labels.indices.reduce(0.0) { sum, image in
      let logits = z.values[image * classes..<(image + 1) * classes]
      let total = logits.reduce(0) { $0 + exp($1) }
      return sum + (log(total) - logits[logits.startIndex + labels[image]]) / Double(labels.count)
    }
  }
}
