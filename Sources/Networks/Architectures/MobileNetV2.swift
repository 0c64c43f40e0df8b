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

  /// Those of torchvision's model.
  public var stateNames: String {
    """
    features.0.0 = conv1
    features.0.1 = bn1
    features.18.0 = conv2
    features.18.1 = bn2
    features.1.conv.0.0 = b1.conv2
    features.1.conv.0.1 = b1.bn2
    features.1.conv.1 = b1.conv3
    features.1.conv.2 = b1.bn3
    features.*.conv.0.0 = b{1}.conv1
    features.*.conv.0.1 = b{1}.bn1
    features.*.conv.1.0 = b{1}.conv2
    features.*.conv.1.1 = b{1}.bn2
    features.*.conv.2 = b{1}.conv3
    features.*.conv.3 = b{1}.bn3
    classifier.1 = fc1
    """
  }
}
