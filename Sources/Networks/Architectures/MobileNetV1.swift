import Tensors

/// The network of MLPerf Tiny's visual wake words: MobileNet of a quarter of its width, 13 pairs of
/// a depthwise window and a convolution of 1x1 (Howard et al., arXiv 1704.04861; Banbury et al.,
/// NeurIPS Datasets and Benchmarks 2021; mlcommons/tiny, visual_wake_words).
///
/// Padding is TensorFlow's. Biases in front of batch norm are left out.
public struct MobileNetV1: Architecture {
  public let name = "mobilenetv1-0.25"
  public let summary = "MLPerf Tiny's visual wake words: 13 pairs of depthwise 3x3 and 1x1, 96x96"
  public let source = "Howard et al., arXiv 1704.04861; Banbury et al., NeurIPS D&B 2021"
  public let defaultInput = Shape(3, 96, 96)
  public let defaultClasses = 2

  /// The network; its sizes are those of the benchmark.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    try appendUnit(covering(scaled(8, width), 3, input, stride: 2), 1, to: &graph)
    let pairs = [
      (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1),
      (128, 1), (256, 2), (256, 1),
    ]
    for (index, (channels, stride)) in pairs.enumerated() {
      try appendSeparable(
        to: &graph, scaled(channels, width), stride: stride, prefix: "b\(index + 1)")
    }
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
