import Tensors

/// Inverted residuals for photographs: 1x1 to six times the channels, 3x3 of each channel by
/// itself, 1x1 back without a rectifier (Sandler et al., CVPR 2018, table 2).
///
/// A width scales every layer, also the last, and rounds to whole channels, not to eights.
public enum MobileNetV2: PhotographArchitecture {
  public static let name = "mobilenetv2"
  public static let summary = "17 inverted residual blocks of depthwise 3x3, photographs"
  public static let source = "Sandler et al., CVPR 2018, table 2"

  /// Blocks of a kind: what the channels grow by inside, channels, blocks, stride of the first.
  private static let stages: [(growth: Int, channels: Int, blocks: Int, stride: Int)] = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
  ]

  static func appendLayers(to graph: inout Graph, width: Double) throws(LayerError) {
    var last = try unit(
      Conv(scaled(32, width), 3, stride: 2, padding: 1), "1", to: &graph, from: Graph.source)
    var block = 0
    for stage in stages {
      for index in 0..<stage.blocks {
        block += 1
        last = try append(
          to: &graph, from: last, growth: stage.growth, channels: scaled(stage.channels, width),
          stride: index == 0 ? stage.stride : 1, prefix: "b\(block)")
      }
    }
    try unit(Conv(scaled(1280, width), 1), "2", to: &graph, from: last)
    try graph.append(GlobalPool())
    try graph.append(Dropout(rate: 0.2))
  }

  private static func append(
    to graph: inout Graph, from input: Int, growth: Int, channels: Int, stride: Int, prefix: String
  ) throws(LayerError) -> Int {
    let inside = graph.shape(of: input).channels * growth
    var last = input
    if growth > 1 { last = try unit(Conv(inside, 1), "1", prefix, to: &graph, from: last) }
    last = try unit(
      Depthwise(side: 3, stride: stride, padding: 1), "2", prefix, to: &graph, from: last)
    try graph.append(Conv(channels, 1), name: "\(prefix).conv3", from: [last])
    last = try graph.append(BatchNorm(), name: "\(prefix).bn3")
    guard graph.shape(of: input) == graph.shape(of: last) else { return last }
    return try graph.append(Sum(), name: "\(prefix).sum", from: [last, input])
  }

  /// A convolution, batch norm and the rectifier that ends at 6.
  @discardableResult
  private static func unit(
    _ convolution: any Layer, _ number: String, _ prefix: String? = nil, to graph: inout Graph,
    from input: Int
  ) throws(LayerError) -> Int {
    let place = prefix.map { "\($0)." } ?? ""
    try graph.append(convolution, name: "\(place)conv\(number)", from: [input])
    try graph.append(BatchNorm(), name: "\(place)bn\(number)")
    return try graph.append(ReLU6(), name: "\(place)relu\(number)")
  }
}
