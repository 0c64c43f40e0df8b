import Tensors

/// The mean over an image's n numbers of `(x − target)²`, in units of the normalised input.
public struct MeanSquaredError: Objective {
  public let name = "mean-squared-error"
  public let formula = "Σ (x − target)² / n"
  public let summary = "the mean squared error"
  public let letters = "x: the n numbers that the network puts out for an image"
  public let source = "Goodfellow, Bengio and Courville, Deep Learning, 2016, 5.1.4"

  /// The only one there is.
  public init() {}

  public func evaluate(
    _ output: Activations, _ targets: BatchTargets, gradient: Bool
  ) -> Loss {
    let target = targets.values.reshaped(output.shape)
    let (sums, slopes) = output.squaredErrors(to: target, gradient: gradient)
    let channels = output.shape.channels
    let all = sums.images
    let losses = (0..<output.count).map { image in
      let errors = all[image * channels..<(image + 1) * channels]
      return Float(errors.reduce(0.0) { $0 + Double($1) } / Double(output.shape.size))
    }
    return Loss(losses: losses, gradient: slopes)
  }
}
