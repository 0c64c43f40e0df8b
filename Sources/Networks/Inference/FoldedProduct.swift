import Tensors

/// A convolution or linear layer with what follows it folded in: batch norm into weights and bias,
/// a sum and a rectifier into the same pass.
struct FoldedProduct {
  let weight: [Float]
  let bias: [Float]
  /// Nil for a linear layer, which reads its input as a vector.
  let geometry: ConvolutionGeometry?
  /// The node whose value is added.
  private(set) var added: Int?
  private(set) var rectified = false
  /// The nodes it stands for, one after another; it gives the value of the last.
  private(set) var nodes: [Int]

  var first: Int { nodes[0] }
  var end: Int { nodes[nodes.count - 1] }

  /// Nil where node `index` is no convolution and no linear layer.
  init?(_ network: Network, _ index: Int) {
    let node = network.graph.nodes[index]
    var geometry: ConvolutionGeometry?
    switch node.layer {
    case let layer as Conv: geometry = layer.geometry
    case let layer as Depthwise:
      geometry = layer.geometry
      geometry!.groups = node.inputShapes[0].channels
    case is Linear: break
    default: return nil
    }
    let numbers = network.parameterRange(of: index).map { network.parameters[$0].value.values }
    var weight = numbers[0]
    var bias = numbers.count > 1 ? numbers[1] : Array(repeating: 0, count: node.shape.channels)
    self.geometry = geometry
    nodes = [index]
    let graph = network.graph
    if let next = graph.onlyUser(of: index), graph.nodes[next].layer is BatchNorm {
      let norm = FoldedNorm(network, next)
      let terms = weight.count / bias.count
      for output in bias.indices {
        for term in output * terms..<(output + 1) * terms { weight[term] *= norm.scale[output] }
        bias[output] = bias[output] * norm.scale[output] + norm.shift[output]
      }
      nodes.append(next)
    }
    self.weight = weight
    self.bias = bias
  }

  /// Takes along a sum of two and a rectifier, where nothing else reads what comes before them.
  mutating func extend(_ graph: Graph, claimed: Set<Int>) {
    if let next = graph.onlyUser(of: end), graph.nodes[next].layer is Sum,
      !claimed.contains(next)
    {
      let inputs = graph.nodes[next].inputs
      if inputs.count == 2, inputs[0] != inputs[1] {
        added = inputs[0] == end ? inputs[1] : inputs[0]
        nodes.append(next)
      }
    }
    if let next = graph.onlyUser(of: end), graph.nodes[next].layer is ReLU {
      rectified = true
      nodes.append(next)
    }
  }
}

/// Batch norm with its running statistics, as one product and one sum: x · scale + shift.
struct FoldedNorm {
  let scale: [Float]
  let shift: [Float]

  /// Batch norm of node `index`, whose scale stands at `parameter` and whose mean at `buffer`.
  init(_ network: Network, _ index: Int, parameter: Int = 0, buffer: Int = 0) {
    let first = network.parameterRange(of: index).lowerBound + parameter
    let statistics = network.bufferRange(of: index).lowerBound + buffer
    let scale = network.parameters[first].value.values
    let shift = network.parameters[first + 1].value.values
    let mean = network.buffers[statistics].value.values
    let variance = network.buffers[statistics + 1].value.values
    let slope = scale.indices.map {
      scale[$0] / (variance[$0] + NodePass.epsilon).squareRoot()
    }
    self.scale = slope
    self.shift = shift.indices.map { shift[$0] - mean[$0] * slope[$0] }
  }
}
