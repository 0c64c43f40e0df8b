import Datasets
import Tensors

/// `task reconstruct`: the image itself, as a map of its shape or as a vector of as many numbers.
///
/// The loss is the mean squared error of normalised pixels. PSNR is of pixels 0…1, which have 1 at
/// most: `10 log₁₀ (1 / mean squared error)`, the mean over images.
public struct Reconstruct: Task {
  public let name = "reconstruct"
  public let summary = "the image itself, as a map of its shape or a vector of as many numbers"
  public let objective: any Objective = MeanSquaredError()
  public let scores = [
    Score(
      "psnr", title: "PSNR", unit: .decibels,
      formula: "mean over images of 10 log₁₀ (1 / mean squared error of pixels 0…1)",
      shortFormula: "mean of 10 log₁₀ (1 / mean squared error) over test images",
      runningFormula: "mean over the epoch's images, when they were trained on, of "
        + "10 log₁₀ (1 / mean squared error of pixels 0…1)")
  ]
  public let isAboutClasses = false

  /// Closer than this, single precision cannot tell: 144.5 dB.
  static let leastError = 0x1p-48

  /// The only one there is.
  public init() {}

  public func outputs(on dataset: Dataset) -> Int { dataset.shape.size }

  public func targets(
    of records: [Int], in part: Examples, images: () -> Activations
  ) -> BatchTargets {
    .values(images())
  }

  public func marks(
    _ output: Activations, _ targets: BatchTargets, _ loss: Loss, on dataset: Dataset
  ) -> [[Double]] {
    let target = targets.values
    let sums = output.reshaped(target.shape).squaredErrors(to: target, gradient: false).sums.images
    let channels = target.shape.channels
    let ratios = (0..<output.count).map { image in
      let errors = (0..<channels).map { channel in
        let deviation = dataset.normalisation.deviation[channel]
        return Double(sums[image * channels + channel]) * deviation * deviation
      }
      let mean = errors.reduce(0, +) / Double(target.shape.size)
      return -10 / Elementary.log(10) * Elementary.log(max(mean, Self.leastError))
    }
    return [ratios]
  }

  public func obstacle(output: Shape, dataset: Dataset) -> TaskObstacle? {
    guard dataset.training.areBytes else {
      return TaskObstacle(
        "the data \(dataset.name) are no images, and pixels are what is reconstructed",
        hint: "take images, ‘data shapes’ for one")
    }
    guard output == dataset.shape || output == Shape(dataset.shape.size) else {
      return TaskObstacle(
        "the network puts out \(output), an image has \(dataset.shape)",
        hint: "end it with ‘add linear \(dataset.shape.size)’")
    }
    return nil
  }
}
