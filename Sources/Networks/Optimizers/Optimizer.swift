import Tensors

/// How one group of parameters moves.
public enum Optimizer: Sendable, Equatable, Codable {
  /// Momentum as PyTorch states it; Nesterov, Doklady AN SSSR 1983.
  case sgd(momentum: Double, nesterov: Bool)
  /// Kingma and Ba, ICLR 2015.
  case adam(beta1: Double, beta2: Double)

  /// As it is typed: `optimizer NAME`.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    }
  }

  /// Numbers kept beside each parameter.
  public var momentCount: Int {
    switch self {
    case .sgd: 1
    case .adam: 2
    }
  }
}

/// What an optimizer remembers of each parameter. A value, like the network it belongs to.
public struct OptimizerState {
  /// By parameter; empty until its first step.
  public var moments: [[Tensor]]
  /// By parameter: how often it moved, for Adam's bias correction.
  public private(set) var steps: [Int]

  /// Nothing remembered: no parameter of `network` has moved.
  public init(_ network: Network) {
    moments = Array(repeating: [], count: network.parameters.count)
    steps = Array(repeating: 0, count: network.parameters.count)
  }

  /// As it was kept; both by parameter of the network it belongs to.
  public init(moments: [[Tensor]], steps: [Int]) {
    self.moments = moments
    self.steps = steps
  }

  /// Moves parameter `index` of `network` by one step.
  public mutating func update(
    _ network: inout Network, _ index: Int, _ gradient: Tensor, by optimizer: Optimizer,
    rate: Double, decay: Double
  ) {
    var kept = moments[index]
    // Let go of the stored copy, so that the update works in place.
    moments[index] = []
    let isFirst = kept.isEmpty
    if isFirst {
      let zero = Tensor(network.parameters[index].value.dimensions)
      kept = Array(repeating: zero, count: optimizer.momentCount)
    }
    steps[index] += 1
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      network.parameters[index].value.descend(
        gradient, velocity: &kept[0], rate: Float(rate), momentum: Float(momentum),
        nesterov: nesterov, decay: Float(decay), first: isFirst)
    case .adam(let beta1, let beta2):
      var first = kept[0]
      var second = kept[1]
      kept = []
      network.parameters[index].value.adam(
        gradient, first: &first, second: &second, rate: Float(rate), beta1: Float(beta1),
        beta2: Float(beta2), epsilon: 1e-8, decay: Float(decay), step: steps[index])
      kept = [first, second]
    }
    if let mask = network.parameters[index].mask {
      network.parameters[index].value.clear(where: mask)
      for place in kept.indices { kept[place].clear(where: mask) }
    }
    moments[index] = kept
  }

  /// Forgets what it remembers of weights that masks took away.
  public mutating func clearMasked(_ network: Network) {
    for (index, parameter) in network.parameters.enumerated() {
      guard let mask = parameter.mask else { continue }
      for place in moments[index].indices { moments[index][place].clear(where: mask) }
    }
  }
}
