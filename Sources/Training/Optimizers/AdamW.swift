import Costs
import Tensors

/// Adam with decoupled weight decay: `w ← (1 − rate · decay) w`, then a step of Adam without decay.
public struct AdamW: Optimizer {
  public static let name = "adamw"
  public static let summary = "adam, with the decay taken from the weight itself"
  public static let formula =
    "(1 − rate × decay) × weight − rate × mean / (√(mean of squares) + ε)"
  public static let source =
    "Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019"
  public static let rate = 0.001
  public static let decay = 0.01

  public init(_ numbers: [String: Double]) {}

  public var momentCount: Int { 2 }
  /// Adam's, and one multiplication of the weight.
  public var cost: OptimizerCost {
    OptimizerCost(words: OptimizerCost.adam.words, operations: OptimizerCost.adam.operations + 1)
  }

  public func move(
    _ weight: inout Tensor, _ gradient: Tensor, _ kept: inout [Tensor], rate: Double,
    decay: Double, step: Int
  ) {
    var (first, second) = (kept[0], kept[1])
    kept = []
    weight.adam(
      gradient, first: &first, second: &second, rate: Float(rate), beta1: 0.9, beta2: 0.999,
      epsilon: 1e-8, decay: 0, shrinkage: Float(rate * decay), step: step)
    kept = [first, second]
  }
}
