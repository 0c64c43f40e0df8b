import Tensors

/// The ResNet of 50 layers for photographs: four stages of bottlenecks, 1x1, 3x3 and 1x1 to four
/// times the channels (He, Zhang, Ren and Sun, CVPR 2016, table 1).
///
/// As in torchvision the 3x3 halves the map, where the paper lets the first 1x1 do so. Images of
/// less than 96 pixels meet the stem of ResNet-18's small form.
public struct ResNet50: PhotographArchitecture {
  public let name = "resnet50"
  public let summary =
    "3-4-6-3 bottlenecks, 256-2048 channels, photographs; small form below 96 pixels"
  public let source = "He, Zhang, Ren and Sun, CVPR 2016, table 1; strides of torchvision"

  /// The network; its sizes are those of the paper.
  public init() {}

  var hasSmallForm: Bool { true }

  func appendLayers(to graph: inout Graph, width: Double, isSmall: Bool) throws(LayerError) {
    var last = try appendStem(to: &graph, channels: scaled(64, width), isSmall: isSmall)
    for (stage, blocks) in [3, 4, 6, 3].enumerated() {
      let inside = 64 << stage
      for block in 1...blocks {
        last = try appendBlock(
          to: &graph, from: last, inside: scaled(inside, width),
          outputs: scaled(4 * inside, width), stride: stage > 0 && block == 1 ? 2 : 1,
          prefix: "s\(stage + 1)b\(block)")
      }
    }
    try graph.append(GlobalPool())
  }

  /// Those of torchvision's model.
  public var stateNames: String { stagedStateNames(around: 4) }

  private func appendBlock(
    to graph: inout Graph, from input: Int, inside: Int, outputs: Int, stride: Int, prefix: String
  ) throws(LayerError) -> Int {
    try appendUnit(Conv(inside, 1), 1, prefix, to: &graph, from: input)
    try appendUnit(Conv(inside, 3, stride: stride, padding: 1), 2, prefix, to: &graph)
    try graph.append(Conv(outputs, 1), name: "\(prefix).conv3")
    let branch = try graph.append(BatchNorm(), name: "\(prefix).bn3")
    var around = input
    if graph.shape(of: input) != graph.shape(of: branch) {
      try graph.append(Conv(outputs, 1, stride: stride), name: "\(prefix).conv4", from: [input])
      around = try graph.append(BatchNorm(), name: "\(prefix).bn4")
    }
    try graph.append(Sum(), name: "\(prefix).sum", from: [branch, around])
    return try graph.append(ReLU(), name: "\(prefix).relu3")
  }
}
