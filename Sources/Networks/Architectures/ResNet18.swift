import Tensors

/// The ResNet of 18 layers for photographs: a convolution of 7x7, then four stages of two blocks,
/// shortcuts of 1x1 where the map halves (He, Zhang, Ren and Sun, CVPR 2016, table 1, option B).
public enum ResNet18: PhotographArchitecture {
  public static let name = "resnet18"
  public static let summary = "4 stages of 2 residual blocks, 64-128-256-512 channels, photographs"
  public static let source = "He, Zhang, Ren and Sun, CVPR 2016, table 1"

  public static func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    try refuseSmall(input)
    var graph = Graph(input: input)
    try graph.append(Conv(scaled(64, width), 7, stride: 2, padding: 3), name: "conv1")
    try graph.append(BatchNorm(), name: "bn1")
    try graph.append(ReLU(), name: "relu1")
    var last = try graph.append(
      MaxPool(Pooling.Window(3, stride: 2, padding: 1)), name: "pool1")
    for (stage, channels) in [64, 128, 256, 512].enumerated() {
      for block in 1...2 {
        last = try append(
          to: &graph, from: last, channels: scaled(channels, width),
          stride: stage > 0 && block == 1 ? 2 : 1, prefix: "s\(stage + 1)b\(block)")
      }
    }
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }

  private static func append(
    to graph: inout Graph, from input: Int, channels: Int, stride: Int, prefix: String
  ) throws(LayerError) -> Int {
    try graph.append(
      Conv(channels, 3, stride: stride, padding: 1), name: "\(prefix).conv1", from: [input])
    try graph.append(BatchNorm(), name: "\(prefix).bn1")
    try graph.append(ReLU(), name: "\(prefix).relu1")
    try graph.append(Conv(channels, 3, padding: 1), name: "\(prefix).conv2")
    let branch = try graph.append(BatchNorm(), name: "\(prefix).bn2")
    var shortcut = input
    if graph.shape(of: input) != graph.shape(of: branch) {
      try graph.append(
        Conv(channels, 1, stride: stride), name: "\(prefix).conv3", from: [input])
      shortcut = try graph.append(BatchNorm(), name: "\(prefix).bn3")
    }
    try graph.append(Sum(), name: "\(prefix).sum", from: [branch, shortcut])
    return try graph.append(ReLU(), name: "\(prefix).relu2")
  }
}
