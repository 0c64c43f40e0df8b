import Tensors

/// A network for photographs of 224x224, which it halves five times.
///
/// Inputs of less than 96 pixels a side would leave it maps of two pixels and less.
protocol PhotographArchitecture: Architecture {}

extension PhotographArchitecture {
  public static var defaultInput: Shape { Shape(3, 224, 224) }
  /// The smallest image that it reads.
  static var smallestInput: Shape { Shape(3, 96, 96) }
  public static var defaultClasses: Int { 1000 }

  /// Refuses what is smaller than `smallestInput`.
  static func refuseSmall(_ input: Shape) throws(LayerError) {
    guard min(input.height, input.width) < smallestInput.height else { return }
    throw LayerError(
      "its images are at least \(smallestInput.height)x\(smallestInput.width)",
      hint: "resnet20 and vgg16 read small ones")
  }
}
