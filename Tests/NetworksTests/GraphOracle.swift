import TensorsTestSupport
import Foundation
import Tensors

@testable import Networks

/// A whole network in double precision, node by node, to its mean cross-entropy.
struct GraphOracle {
  let graph: Graph
  var nodes: [Oracle]

  init(_ network: Network, training: Bool) {
    graph = network.graph
    nodes = network.graph.nodes.indices.map { index in
      let node = network.graph.nodes[index]
      return Oracle(
        LayerRun(
          node.layer, node.inputShapes,
          parameters: network.parameters[network.parameterRange(of: index)].map { $0.value },
          buffers: network.buffers[network.bufferRange(of: index)].map { $0.value }),
        training: training)
    }
  }

  mutating func output(_ x: Batch) -> Batch {
    var values: [Batch] = []
    for (index, node) in graph.nodes.enumerated() {
      values.append(nodes[index].output(node.inputs.map { $0 < 0 ? x : values[$0] })!)
    }
    return values.last ?? x
  }

  mutating func loss(_ x: Batch, _ labels: [Int]) -> Double {
    let z = output(x)
    let classes = z.shape.size
    return labels.indices.reduce(0.0) { sum, image in
      let logits = z.values[image * classes..<(image + 1) * classes]
      let total = logits.reduce(0) { $0 + exp($1) }
      return sum + (log(total) - logits[logits.startIndex + labels[image]]) / Double(labels.count)
    }
  }
}
