import Tensors

/// A wide ResNet: three stages of 16, 32 and 64 times K channels, blocks that normalise and rectify
/// before each of two convolutions of 3x3 (Zagoruyko and Komodakis, BMVC 2016).
///
/// Where a block changes the channels, a convolution of 1x1 leads around it, from behind its first
/// rectifier, as in the authors' code.
public struct WideResNet: Architecture {
  /// Layers with weights, those around blocks not counted: 6 times the blocks of a stage and 4.
  let depth: Int
  /// K.
  let widening: Int

  public var name: String { "wrn-\(depth)-\(widening)" }
  public var summary: String {
    "3 stages of \((depth - 4) / 6) wide blocks, \(16 * widening)-\(64 * widening) channels; "
      + "any wrn-D-K"
  }
  public let source = "Zagoruyko and Komodakis, BMVC 2016, table 1"

  /// How all such networks are called.
  public static let form = "wrn-D-K"

  /// A network of `depth` layers, 6n + 4.
  init(depth: Int, widening: Int) {
    self.depth = depth
    self.widening = widening
  }

  /// The network of that name; nil where it is no such name.
  init?(named name: String) {
    guard let found = name.wholeMatch(of: /wrn-([0-9]{1,4})-([0-9]{1,4})/) else { return nil }
    self.init(depth: Int(found.1)!, widening: Int(found.2)!)
  }

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    guard depth >= 10, depth <= 1000, (depth - 4) % 6 == 0, widening > 0 else {
      throw LayerError(
        "its depth is 6n + 4, not \(depth)", hint: "wrn-16-4, wrn-28-10 and wrn-40-2 are such",
        word: name)
    }
    var graph = Graph(input: input)
    var last = try graph.append(Conv(scaled(16, width), 3, padding: 1), name: "conv1")
    for stage in 0..<3 {
      for block in 1...(depth - 4) / 6 {
        last = try appendBlock(
          to: &graph, from: last, channels: scaled((16 << stage) * widening, width),
          stride: stage > 0 && block == 1 ? 2 : 1, prefix: "s\(stage + 1)b\(block)")
      }
    }
    try graph.append(BatchNorm(), name: "bn1")
    try graph.append(ReLU(), name: "relu1")
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }

  private func appendBlock(
    to graph: inout Graph, from input: Int, channels: Int, stride: Int, prefix: String
  ) throws(LayerError) -> Int {
    try graph.append(BatchNorm(), name: "\(prefix).bn1", from: [input])
    let active = try graph.append(ReLU(), name: "\(prefix).relu1")
    try graph.append(
      Conv(channels, 3, stride: stride, padding: 1), name: "\(prefix).conv1")
    try graph.append(BatchNorm(), name: "\(prefix).bn2")
    try graph.append(ReLU(), name: "\(prefix).relu2")
    let branch = try graph.append(Conv(channels, 3, padding: 1), name: "\(prefix).conv2")
    var around = input
    if graph.shape(of: input) != graph.shape(of: branch) {
      around = try graph.append(
        Conv(channels, 1, stride: stride), name: "\(prefix).conv3", from: [active])
    }
    return try graph.append(Sum(), name: "\(prefix).sum", from: [branch, around])
  }
}
