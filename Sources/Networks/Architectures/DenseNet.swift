import Tensors

/// A DenseNet for small images: three blocks in which each layer, batch norm, rectifier and a
/// convolution of 3x3, adds G channels to those it reads; between them 1x1 and a mean of 2x2
/// (Huang, Liu, van der Maaten and Weinberger, CVPR 2017).
///
/// The bottleneck form (BC) has a convolution of 1x1 to 4G channels in front of each 3x3, begins
/// with 2G channels instead of 16, and halves the channels between blocks.
public struct DenseNet: Architecture {
  /// Layers with weights.
  let depth: Int
  /// G: channels that each layer adds.
  let growth: Int
  /// BC.
  let isBottleneck: Bool

  public var name: String { "densenet-\(isBottleneck ? "bc-" : "")\(depth)-\(growth)" }
  public var summary: String {
    "3 dense blocks of \(layers) layers, \(growth) channels each; any "
      + (isBottleneck ? "densenet-bc-D-G" : "densenet-D-G")
  }
  public let source = "Huang, Liu, van der Maaten and Weinberger, CVPR 2017, section 4.2"

  /// How all such networks are called.
  public static let forms = ["densenet-D-G", "densenet-bc-D-G"]

  private var layers: Int { (depth - 4) / (isBottleneck ? 6 : 3) }

  /// A network of `depth` layers, 3n + 4, or 6n + 4 with bottlenecks.
  init(depth: Int, growth: Int, isBottleneck: Bool = false) {
    self.depth = depth
    self.growth = growth
    self.isBottleneck = isBottleneck
  }

  /// The network of that name; nil where it is no such name.
  init?(named name: String) {
    guard let found = name.wholeMatch(of: /densenet-(bc-)?([0-9]{1,4})-([0-9]{1,4})/) else {
      return nil
    }
    self.init(depth: Int(found.2)!, growth: Int(found.3)!, isBottleneck: found.1 != nil)
  }

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    let step = isBottleneck ? 6 : 3
    guard depth > 4, depth <= 1000, (depth - 4) % step == 0, growth > 0 else {
      throw LayerError(
        "its depth is \(step)n + 4, not \(depth)",
        hint: "densenet-40-12 and densenet-bc-100-12 are such", word: name)
    }
    let growth = scaled(self.growth, width)
    var graph = Graph(input: input)
    try graph.append(
      Conv(isBottleneck ? 2 * growth : scaled(16, width), 3, padding: 1), name: "conv1")
    for block in 1...3 {
      for layer in 1...layers {
        try appendLayer(to: &graph, growth, prefix: "b\(block)l\(layer)")
      }
      if block < 3 { try appendTransition(to: &graph, prefix: "t\(block)") }
    }
    try graph.append(BatchNorm(), name: "bn1")
    try graph.append(ReLU(), name: "relu1")
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }

  private func appendLayer(
    to graph: inout Graph, _ growth: Int, prefix: String
  ) throws(LayerError) {
    let input = graph.nodes.count - 1
    try graph.append(BatchNorm(), name: "\(prefix).bn1")
    try graph.append(ReLU(), name: "\(prefix).relu1")
    if isBottleneck {
      try graph.append(Conv(4 * growth, 1), name: "\(prefix).conv1")
      try graph.append(BatchNorm(), name: "\(prefix).bn2")
      try graph.append(ReLU(), name: "\(prefix).relu2")
    }
    let name = "\(prefix).conv\(isBottleneck ? 2 : 1)"
    let added = try graph.append(Conv(growth, 3, padding: 1), name: name)
    try graph.append(Concat(), name: "\(prefix).concat", from: [input, added])
  }

  private func appendTransition(
    to graph: inout Graph, prefix: String
  ) throws(LayerError) {
    let channels = graph.output.channels
    try graph.append(BatchNorm(), name: "\(prefix).bn1")
    try graph.append(ReLU(), name: "\(prefix).relu1")
    try graph.append(
      Conv(isBottleneck ? max(1, channels / 2) : channels, 1), name: "\(prefix).conv1")
    try graph.append(AveragePool(Pooling.Window(2, stride: 2)), name: "\(prefix).pool1")
  }
}
