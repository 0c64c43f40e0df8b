import Tensors

/// EfficientNet-Lite0: inverted residuals of 3x3 and 5x5 with rectifiers that end at 6, without
/// squeeze and excitation, so that they run well where numbers are whole (Tan and Le, ICML 2019;
/// Liu, EfficientNet-Lite, 2020).
///
/// Windows are padded alike on all sides, where TensorFlow pads behind more than in front.
public struct EfficientNetLite0: InvertedResiduals {
  public let name = "efficientnet-lite0"
  public let summary = "16 inverted residuals of depthwise 3x3 and 5x5, photographs"
  public let source = "Tan and Le, ICML 2019; Liu, EfficientNet-Lite, 2020"

  /// The network; its sizes are those of the paper.
  public init() {}

  func stages(isSmall: Bool) -> [Stage] {
    [
      (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
      (6, 192, 4, 2, 5), (6, 320, 1, 1, 3),
    ]
  }
}
