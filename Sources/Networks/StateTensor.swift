import Tensors

/// A tensor of a network as other programs know it: PyTorch's name for it, and its layout there,
/// which is ours (convolutions: outputs × channels of a group × height × width; linear: outputs ×
/// inputs).
public struct StateTensor: Hashable, Sendable {
  /// Where it stands in the network.
  public enum Place: Hashable, Sendable {
    case parameter(Int)
    case buffer(Int)
  }

  /// `bn1.running_mean`.
  public let name: String
  /// Sizes, outermost first.
  public let dimensions: [Int]
  /// The parameter or buffer that it is.
  public let place: Place

  /// Whether it is a running variance, which cannot be negative.
  public var isVariance: Bool { name.hasSuffix(".running_var") }

  /// What PyTorch calls a layer's parameter or buffer, where its name is another. A layer that has
  /// weights of its own beside those of a norm inside it has these under `norm`.
  ///
  /// - Parameter names: of all the layer's parameters.
  static func name(of own: String, among names: [String] = []) -> String {
    let norm = names.contains("weight") ? "norm." : ""
    return switch own {
    case "scale": norm + "weight"
    case "shift": norm + "bias"
    case "mean": norm + "running_mean"
    case "variance": norm + "running_var"
    default: own
    }
  }
}

extension Node {
  /// Its tensors, parameters before buffers; places count from those of the nodes before it.
  func stateTensors(parameter: Int, buffer: Int) -> [StateTensor] {
    let parameters = layer.parameters(of: inputShapes)
    func tensor(_ name: String, _ dimensions: [Int], _ place: StateTensor.Place) -> StateTensor {
      StateTensor(
        name: "\(self.name).\(StateTensor.name(of: name, among: parameters.map(\.name)))",
        dimensions: dimensions, place: place)
    }
    return parameters.enumerated().map {
      tensor($1.name, $1.dimensions, .parameter(parameter + $0))
    }
      + layer.buffers(of: inputShapes).enumerated().map {
        tensor($1.name, $1.dimensions, .buffer(buffer + $0))
      }
  }

  /// Its tensors alone, as if it were the first node.
  public var stateTensors: [StateTensor] { stateTensors(parameter: 0, buffer: 0) }
}

extension Graph {
  /// The tensors of a network of this graph, layer by layer, parameters before buffers.
  public var stateTensors: [StateTensor] {
    var result: [StateTensor] = []
    var parameter = 0
    var buffer = 0
    for node in nodes {
      let own = node.stateTensors(parameter: parameter, buffer: buffer)
      parameter += node.layer.parameters(of: node.inputShapes).count
      buffer += node.layer.buffers(of: node.inputShapes).count
      result += own
    }
    return result
  }
}

extension Network {
  /// The mask of the tensor there, if it has one.
  public func mask(at place: StateTensor.Place) -> Tensor? {
    if case .parameter(let index) = place { parameters[index].mask } else { nil }
  }

  /// Takes the weights away that are zero.
  public mutating func holdZeros(at place: StateTensor.Place) {
    guard case .parameter(let index) = place else { return }
    let values = parameters[index].value.values
    parameters[index].hold(
      Tensor(parameters[index].value.dimensions) { values[$0] == 0 ? 0 : 1 })
  }

  /// The numbers at a place; writing keeps their shape.
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
