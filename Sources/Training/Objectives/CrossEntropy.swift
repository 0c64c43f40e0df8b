import Tensors

/// The cross entropy of the softmax of logits z with the label, `log Σ exp(z) − z_label`.
public struct CrossEntropy: Objective {
  public let name = "cross-entropy"
  public let formula = "log Σ_k exp(z_k) − z_label"
  public let summary = "the cross entropy of the softmax"
  public let letters = "z: the logits, what the network puts out"
  public let source = "Goodfellow, Bengio and Courville, Deep Learning, 2016, 6.2.2"

  /// The share of the label that goes to all classes in equal parts (Szegedy et al., 2016).
  public let smoothing: Double

  /// With labels as they are, or smoothed.
  public init(smoothing: Double = 0) { self.smoothing = smoothing }

  public func evaluate(
    _ output: Activations, _ targets: BatchTargets, gradient: Bool
  ) -> Loss {
    output.crossEntropy(
      labels: targets.classes, smoothing: Float(smoothing), gradient: gradient)
  }

  public func smoothed(by share: Double) -> (any Objective)? { CrossEntropy(smoothing: share) }
}
