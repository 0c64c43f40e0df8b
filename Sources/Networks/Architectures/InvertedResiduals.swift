import Tensors

/// Inverted residuals: 1x1 to several times the channels, a window over each channel by itself, 1x1
/// back without a rectifier (Sandler et al., CVPR 2018).
protocol InvertedResiduals: PhotographArchitecture {
  /// Blocks of a kind: what the channels grow by inside, channels, blocks, stride of the first,
  /// side of the window.
  typealias Stage = (growth: Int, channels: Int, blocks: Int, stride: Int, side: Int)

  /// The stages for photographs, or of the form for small images.
  func stages(isSmall: Bool) -> [Stage]
}

extension InvertedResiduals {
  func appendLayers(to graph: inout Graph, width: Double, isSmall: Bool) throws(LayerError) {
    var last = try unit(
      Conv(scaled(32, width), 3, stride: isSmall ? 1 : 2, padding: 1), 1, to: &graph,
      from: Graph.source)
    var block = 0
    for stage in stages(isSmall: isSmall) {
      for index in 0..<stage.blocks {
        block += 1
        last = try append(
          to: &graph, from: last, stage, channels: scaled(stage.channels, width),
          stride: index == 0 ? stage.stride : 1, prefix: "b\(block)")
      }
    }
    try unit(Conv(scaled(1280, width), 1), 2, to: &graph, from: last)
    try graph.append(GlobalPool())
    try graph.append(Dropout(rate: 0.2))
  }

  private func append(
    to graph: inout Graph, from input: Int, _ stage: Stage, channels: Int, stride: Int,
    prefix: String
  ) throws(LayerError) -> Int {
    let inside = graph.shape(of: input).channels * stage.growth
    var last = input
    if stage.growth > 1 { last = try unit(Conv(inside, 1), 1, prefix, to: &graph, from: last) }
    last = try unit(
      Depthwise(side: stage.side, stride: stride, padding: stage.side / 2), 2, prefix,
      to: &graph, from: last)
    try graph.append(Conv(channels, 1), name: "\(prefix).conv3", from: [last])
    last = try graph.append(BatchNorm(), name: "\(prefix).bn3")
    guard graph.shape(of: input) == graph.shape(of: last) else { return last }
    return try graph.append(Sum(), name: "\(prefix).sum", from: [last, input])
  }

  /// With the rectifier that ends at 6.
  @discardableResult
  private func unit(
    _ convolution: any Layer, _ number: Int, _ prefix: String? = nil, to graph: inout Graph,
    from input: Int
  ) throws(LayerError) -> Int {
    try appendUnit(
      convolution, number, prefix, rectifier: ReLU6(), to: &graph, from: input)
  }
}
