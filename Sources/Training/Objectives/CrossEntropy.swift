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
    let own = output.crossEntropy(
      labels: targets.classes, smoothing: Float(smoothing), gradient: gradient)
    guard case .mixed(_, let others, let shares) = targets else { return own }
    let other = output.crossEntropy(
      labels: others, smoothing: Float(smoothing), gradient: gradient)
    return own.mixed(with: other, shares)
  }

  public func smoothed(by share: Double) -> (any Objective)? { CrossEntropy(smoothing: share) }
}

extension Loss {
  /// `s · this + (1 − s) · other` for each image, with its share s; predictions are the same.
  fileprivate func mixed(with other: Loss, _ shares: [Float]) -> Loss {
    var mixed = self
    for image in losses.indices {
      let share = shares[image]
      mixed.losses[image] = share * losses[image] + (1 - share) * other.losses[image]
      guard let slope = gradient, let otherSlope = other.gradient else { continue }
      for index in 0..<slope.shape.size {
        mixed.gradient?[image, index] =
          share * slope[image, index] + (1 - share) * otherSlope[image, index]
      }
    }
    return mixed
  }
}
