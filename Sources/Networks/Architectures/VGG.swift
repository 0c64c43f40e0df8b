import Tensors

/// VGG with batch norm for small images: convolutions of 3x3, one linear head.
protocol VGG: Architecture {
  /// Channels of each convolution; 0 halves the map.
  static var plan: [Int] { get }
}

extension VGG {
  public static var source: String { "Simonyan and Zisserman, ICLR 2015; head of 512-10" }

  public static func graph(
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

/// Configuration D of the paper, its three linear layers replaced by one.
public enum VGG16: VGG {
  public static let name = "vgg16"
  public static let summary = "13 convolutions of 3x3 with batch norm, one linear head"
  static let plan = [
    64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0,
  ]
}

/// Configuration E of the paper, its three linear layers replaced by one.
public enum VGG19: VGG {
  public static let name = "vgg19"
  public static let summary = "16 convolutions of 3x3 with batch norm, one linear head"
  static let plan = [
    64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0,
  ]
}
