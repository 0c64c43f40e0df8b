import Tensors

/// A tensor of a network as other programs know it: PyTorch's name for it, and its layout there, which
/// is ours (convolutions: outputs × channels of a group × height × width; linear: outputs × inputs).
public struct StateTensor: Hashable, Sendable {
  /// Where it stands in the network.
  public enum Place: Hashable, Sendable {
    case parameter(Int)
    case buffer(Int)
  }

  /// `bn1.running_mean`.
  public let name: String
  public let dimensions: [Int]
  public let place: Place

  public var isVariance: Bool { name.hasSuffix(".running_var") }

  /// What PyTorch calls a layer's parameter or buffer, where its name is another.
  static func name(of own: String) -> String {
    switch own {
    case "scale": "weight"
    case "shift": "bias"
    case "mean": "running_mean"
    case "variance": "running_var"
    default: own
    }
  }
}

extension Graph {
  /// The tensors of a network of this graph, layer by layer, parameters before buffers.
  public var stateTensors: [StateTensor] {
    var result: [StateTensor] = []
    var parameter = 0
    var buffer = 0
    func add(_ node: Node, _ name: String, _ dimensions: [Int], _ place: StateTensor.Place) {
      result.append(
        StateTensor(
          name: "\(node.name).\(StateTensor.name(of: name))", dimensions: dimensions, place: place))
    }
    for node in nodes {
      for spec in node.layer.parameters(of: node.inputShapes) {
        add(node, spec.name, spec.dimensions, .parameter(parameter))
        parameter += 1
      }
      for spec in node.layer.buffers(of: node.inputShapes) {
        add(node, spec.name, spec.dimensions, .buffer(buffer))
        buffer += 1
      }
    }
    return result
  }
}

extension Network {
  public subscript(place: StateTensor.Place) -> Tensor {
    get {
      switch place {
      case .parameter(let index): parameters[index].value
      case .buffer(let index): buffers[index].value
      }
    }
    set {
      switch place {
      case .parameter(let index): parameters[index].value = newValue
      case .buffer(let index): buffers[index].value = newValue
      }
    }
  }
}
