import Costs
import Tensors

/// Stochastic gradient descent with momentum as PyTorch states it; Nesterov, Doklady AN SSSR 1983.
public struct SGD: Optimizer {
  public static let name = "sgd"
  public static let summary = "gradient descent with momentum"
  public static let formula =
    "weight − rate × velocity, velocity = momentum × velocity + gradient + decay × weight"
  public static let source = "Sutskever et al., ICML 2013 (momentum)"
  public static let options = [
    OptimizerOption(
      name: "momentum", kind: .number(0...0.9999), summary: "momentum of sgd", standard: 0.9),
    OptimizerOption(
      name: "nesterov", kind: .toggle, summary: "Nesterov's form of momentum", standard: 1),
  ]
  public static let rate = 0.05
  public static let decay = 5e-4

  /// The share of the velocity that the next step keeps.
  public let momentum: Double
  /// Whether the step looks ahead along the velocity.
  public let nesterov: Bool

  /// A rule with these numbers.
  public init(momentum: Double, nesterov: Bool) {
    self.momentum = momentum
    self.nesterov = nesterov
  }

  public init(_ numbers: [String: Double]) {
    self.init(momentum: numbers["momentum"] ?? 0.9, nesterov: numbers["nesterov"] != 0)
  }

  public var numbers: [String: Double] { ["momentum": momentum, "nesterov": nesterov ? 1 : 0] }

  public var momentCount: Int { 1 }
  public var cost: OptimizerCost { momentum == 0 ? .sgd : .momentum }

  public func move(
    _ weight: inout Tensor, _ gradient: Tensor, _ kept: inout [Tensor], rate: Double,
    decay: Double, step: Int
  ) {
    weight.descend(
      gradient, velocity: &kept[0], rate: Float(rate), momentum: Float(momentum),
      nesterov: nesterov, decay: Float(decay), first: step == 1)
  }
}
