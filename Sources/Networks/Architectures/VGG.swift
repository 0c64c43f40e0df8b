import Tensors

/// VGG with batch norm for small images: convolutions of 3x3, one linear head in the place of the
/// paper's three linear layers.
public struct VGG: Architecture {
  public let name: String
  public let summary: String
  public let source = "Simonyan and Zisserman, ICLR 2015; head of 512-10"
  /// Channels of each convolution; 0 halves the map.
  private let plan: [Int]

  private init(_ depth: Int, _ plan: [Int]) {
    name = "vgg\(depth)"
    summary = "\(depth - 3) convolutions of 3x3 with batch norm, one linear head"
    self.plan = plan
  }

  /// Configuration D of the paper.
  public static let vgg16 = VGG(
    16, [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0])
  /// Configuration E of the paper.
  public static let vgg19 = VGG(
    19,
    [
      64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0,
    ])

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    for channels in plan {
      if channels == 0 {
        try graph.append(MaxPool(Pooling.Window(2, stride: 2)))
        continue
      }
      try graph.append(Conv(scaled(channels, width), 3, padding: 1))
      try graph.append(BatchNorm())
      try graph.append(ReLU())
    }
    if !graph.output.isVector { try graph.append(GlobalPool()) }
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
