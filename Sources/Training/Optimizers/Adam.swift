import Costs
import Tensors

/// Adam: steps by the mean of the gradient over the root of the mean of its squares. Decay is part
/// of the gradient.
public struct Adam: Optimizer {
  public static let name = "adam"
  public static let summary = "steps of one size, whatever the size of the gradient"
  public static let formula =
    "weight − rate × mean / (√(mean of squares) + ε), decay × weight in the gradient"
  public static let source = "Kingma and Ba, ICLR 2015 (Adam)"
  public static let rate = 0.001
  public static let decay = 5e-4

  /// The share of its last value that the mean of the gradient keeps.
  public let beta1: Double
  /// The share of its last value that the mean of the squares keeps.
  public let beta2: Double

  /// With other shares than those of the paper.
  public init(beta1: Double, beta2: Double) {
    self.beta1 = beta1
    self.beta2 = beta2
  }

  public init(_ numbers: [String: Double]) { self.init(beta1: 0.9, beta2: 0.999) }

  public var momentCount: Int { 2 }
  public var cost: OptimizerCost { .adam }

  public func move(
    _ weight: inout Tensor, _ gradient: Tensor, _ kept: inout [Tensor], rate: Double,
    decay: Double, step: Int
  ) {
    var (first, second) = (kept[0], kept[1])
    // Let go of the stored copies, so that the update works in place.
    kept = []
    weight.adam(
      gradient, first: &first, second: &second, rate: Float(rate), beta1: Float(beta1),
      beta2: Float(beta2), epsilon: 1e-8, decay: Float(decay), step: step)
    kept = [first, second]
  }
}
