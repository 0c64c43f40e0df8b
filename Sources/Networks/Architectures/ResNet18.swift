import Tensors

/// The ResNet of 18 layers for photographs: a convolution of 7x7, then four stages of two blocks,
/// shortcuts of 1x1 where the map halves (He, Zhang, Ren and Sun, CVPR 2016, table 1, option B).
///
/// For images of less than 96 pixels it begins with 3x3 and no pooling, as is usual for CIFAR and
/// Tiny ImageNet.
public struct ResNet18: PhotographArchitecture {
  public let name = "resnet18"
  public let summary =
    "4 stages of 2 residual blocks, 64-512 channels, photographs; small form below 96 pixels"
  public let source = "He, Zhang, Ren and Sun, CVPR 2016, table 1"

  /// The network; its sizes are those of the paper.
  public init() {}

  var hasSmallForm: Bool { true }

  func appendLayers(to graph: inout Graph, width: Double, isSmall: Bool) throws(LayerError) {
    let first = try appendStem(to: &graph, channels: scaled(64, width), isSmall: isSmall)
    try appendStages(
      to: &graph, from: first, [64, 128, 256, 512], blocks: [2, 2, 2, 2], width: width
    ) { (graph, input, channels, stride, prefix) throws(LayerError) in
      try appendProjection(to: &graph, from: input, channels, stride, prefix)
    }
    try graph.append(GlobalPool())
  }

  /// Those of torchvision's models.
  public var stateNames: String { stagedStateNames() }
}

extension PhotographArchitecture {
  /// The first layers of a ResNet for photographs: 7x7 and a pooling, which halve the map twice; of
  /// the small form 3x3, which keeps it.
  func appendStem(
    to graph: inout Graph, channels: Int, isSmall: Bool
  ) throws(LayerError) -> Int {
    let first = isSmall ? Conv(channels, 3, padding: 1) : Conv(channels, 7, stride: 2, padding: 3)
    let last = try appendUnit(first, 1, to: &graph)
    guard !isSmall else { return last }
    return try graph.append(MaxPool(Pooling.Window(3, stride: 2, padding: 1)), name: "pool1")
  }
}
