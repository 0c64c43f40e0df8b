import Tensors

/// The ResNet of 18 layers for photographs: a convolution of 7x7, then four stages of two blocks,
/// shortcuts of 1x1 where the map halves (He, Zhang, Ren and Sun, CVPR 2016, table 1, option B).
public enum ResNet18: PhotographArchitecture {
  public static let name = "resnet18"
  public static let summary = "4 stages of 2 residual blocks, 64-128-256-512 channels, photographs"
  public static let source = "He, Zhang, Ren and Sun, CVPR 2016, table 1"

  static func appendLayers(to graph: inout Graph, width: Double) throws(LayerError) {
    try graph.append(Conv(scaled(64, width), 7, stride: 2, padding: 3), name: "conv1")
    try graph.append(BatchNorm(), name: "bn1")
    try graph.append(ReLU(), name: "relu1")
    let first = try graph.append(
      MaxPool(Pooling.Window(3, stride: 2, padding: 1)), name: "pool1")
    try appendStages(
      to: &graph, from: first, [64, 128, 256, 512], blocks: 2, width: width
    ) { (graph, input, channels, stride, prefix) throws(LayerError) in
      try graph.append(
        Conv(channels, 1, stride: stride), name: "\(prefix).conv3", from: [input])
      return try graph.append(BatchNorm(), name: "\(prefix).bn3")
    }
    try graph.append(GlobalPool())
  }
}
