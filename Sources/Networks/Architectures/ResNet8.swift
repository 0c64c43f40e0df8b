import Tensors

/// The network of MLPerf Tiny's image classification: three stages of one residual block, 16, 32
/// and 64 channels, a convolution of 1x1 around the second and the third (Banbury et al., NeurIPS
/// Datasets and Benchmarks 2021; mlcommons/tiny, image_classification).
///
/// Padding is TensorFlow's, a row and a column below and behind where the stride is 2. Biases in
/// front of batch norm, which do nothing there, are left out, as in all presets.
public struct ResNet8: Architecture {
  public let name = "resnet8"
  public let summary = "MLPerf Tiny's image classification: 3 residual blocks, 16-32-64 channels"
  public let source = "Banbury et al., NeurIPS Datasets and Benchmarks 2021 (mlcommons/tiny)"

  /// The network; its sizes are those of the benchmark.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    var last = try appendUnit(covering(scaled(16, width), 3, input), 1, to: &graph)
    for (stage, channels) in [16, 32, 64].enumerated() {
      last = try appendBlock(
        to: &graph, from: last, scaled(channels, width), stride: stage == 0 ? 1 : 2,
        prefix: "s\(stage + 1)b1")
    }
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }

  private func appendBlock(
    to graph: inout Graph, from input: Int, _ channels: Int, stride: Int, prefix: String
  ) throws(LayerError) -> Int {
    let shape = graph.shape(of: input)
    try appendUnit(
      covering(channels, 3, shape, stride: stride), 1, prefix, to: &graph, from: input)
    try graph.append(covering(channels, 3, graph.output), name: "\(prefix).conv2")
    let branch = try graph.append(BatchNorm(), name: "\(prefix).bn2")
    var around = input
    if stride > 1 {
      around = try graph.append(
        covering(channels, 1, shape, stride: stride, hasBias: true), name: "\(prefix).conv3",
        from: [input])
    }
    try graph.append(Sum(), name: "\(prefix).sum", from: [branch, around])
    return try graph.append(ReLU(), name: "\(prefix).relu2")
  }
}
