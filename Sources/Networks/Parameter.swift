import Tensors

/// A number array that training moves.
public struct Parameter {
  /// Layer and parameter, such as `conv1.weight`; no other of the network has the name.
  public let name: String
  /// Decay and masks touch weights alone; gates move by an optimizer of their own.
  public let role: ParameterRole
  /// Zero wherever the mask is.
  public var value: Tensor
  /// 1 where a weight is, 0 where there is none: that one is zero, and no step moves it. Nil: all
  /// are there.
  public private(set) var mask: Tensor?
  /// How the layer sees the value, the last view nearest to it; none: as it is.
  public var views: [any WeightView] = []

  /// A value with the weights taken away for which `mask` is zero; nil takes none.
  public init(name: String, role: ParameterRole, value: Tensor, mask: Tensor? = nil) {
    self.name = name
    self.role = role
    self.value = value
    hold(mask)
  }

  /// Takes weights away: those where `mask` is zero; nil lets all of them move again.
  ///
  /// - Precondition: `mask` has the dimensions of the value.
  public mutating func hold(_ mask: Tensor?) {
    self.mask = mask
    if let mask { value.clear(where: mask) }
  }

  /// Weights that are there.
  public var keptCount: Int { mask?.keptCount ?? value.count }

  /// What the layer computes with. Masked weights are zero as they stand.
  var effective: Tensor { views.reduce(value) { $1.forward($0) } }

  /// The gradient to the value, from the one to what the layer computes with.
  func gradient(_ effective: Tensor) -> Tensor {
    guard mask != nil || !views.isEmpty else { return effective }
    var inputs = [value]
    for view in views.dropLast() { inputs.append(view.forward(inputs.last!)) }
    var gradient = effective
    for (view, input) in zip(views, inputs).reversed() {
      gradient = view.backward(gradient, of: input)
    }
    if let mask { gradient.clear(where: mask) }
    return gradient
  }
}

extension Network {
  /// Whether weights were taken away one by one.
  public var isMasked: Bool { parameters.contains { $0.mask != nil } }

  /// The network with its weights as the layers see them, for what reads them more than once.
  var viewed: Network {
    guard parameters.contains(where: { !$0.views.isEmpty }) else { return self }
    var result = self
    for index in parameters.indices where !parameters[index].views.isEmpty {
      let parameter = parameters[index]
      result.parameters[index] = Parameter(
        name: parameter.name, role: parameter.role, value: parameter.effective)
    }
    return result
  }
}
