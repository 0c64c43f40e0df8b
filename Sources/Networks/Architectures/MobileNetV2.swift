import Tensors

/// 17 inverted residuals for photographs (Sandler et al., CVPR 2018, table 2).
///
/// A width scales every layer, also the last, and rounds to whole channels, not to eights. For
/// images of less than 96 pixels the first convolution and the second stage keep the map, as is
/// usual for CIFAR.
public struct MobileNetV2: InvertedResiduals {
  public let name = "mobilenetv2"
  public let summary =
    "17 inverted residuals of depthwise 3x3, photographs; CIFAR form below 96 pixels"
  public let source = "Sandler et al., CVPR 2018, table 2"

  /// The network; its sizes are those of the paper.
  public init() {}

  var hasSmallForm: Bool { true }

  func stages(isSmall: Bool) -> [Stage] {
    [
      (1, 16, 1, 1, 3), (6, 24, 2, isSmall ? 1 : 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3),
      (6, 96, 3, 1, 3), (6, 160, 3, 2, 3), (6, 320, 1, 1, 3),
    ]
  }
}
