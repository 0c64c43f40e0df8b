import Networks
import Tensors

/// What an optimizer remembers of each parameter. A value, like the network it belongs to.
public struct OptimizerState {
  /// By parameter; empty until its first step.
  public var moments: [[Tensor]]
  /// By parameter: steps so far.
  public private(set) var steps: [Int]

  /// What is remembered before the first step: nothing.
  public init(_ network: Network) {
    moments = Array(repeating: [], count: network.parameters.count)
    steps = Array(repeating: 0, count: network.parameters.count)
  }

  /// What was remembered before.
  public init(moments: [[Tensor]], steps: [Int]) {
    self.moments = moments
    self.steps = steps
  }

  /// Moves parameter `index` of `network` by one step.
  public mutating func update(
    _ network: inout Network, _ index: Int, _ gradient: Tensor, by optimizer: any Optimizer,
    rate: Double, decay: Double
  ) {
    var kept = moments[index]
    // Let go of the stored copy, so that the update works in place.
    moments[index] = []
    if kept.isEmpty {
      let zero = Tensor(network.parameters[index].value.dimensions)
      kept = Array(repeating: zero, count: optimizer.momentCount)
    }
    steps[index] += 1
    optimizer.move(
      &network.parameters[index].value, gradient, &kept, rate: rate, decay: decay,
      step: steps[index])
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
