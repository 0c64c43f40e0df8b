import Tensors

/// The network of MLPerf Tiny's keyword spotting: a window of 10x4 over 49 frames of 10 features,
/// then four pairs of a depthwise window and a convolution of 1x1 (Zhang, Suda, Lai and Chandra,
/// arXiv 1711.07128; Banbury et al., NeurIPS Datasets and Benchmarks 2021; mlcommons/tiny,
/// keyword_spotting).
///
/// Padding is TensorFlow's, four rows above and five below. Biases in front of batch norm are left
/// out.
public struct DSCNN: Architecture {
  public let name = "ds-cnn"
  public let summary = "MLPerf Tiny's keyword spotting: 4 pairs of depthwise 3x3 and 1x1, 49x10"
  public let source = "Zhang et al., arXiv 1711.07128; Banbury et al., NeurIPS D&B 2021"
  public let defaultInput = Shape(1, 49, 10)
  public let defaultClasses = 12

  /// The network; its sizes are those of the benchmark.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    let channels = scaled(64, width)
    var graph = Graph(input: input)
    try appendUnit(covering(channels, (10, 4), input, stride: 2), 1, to: &graph)
    try graph.append(Dropout(rate: 0.2))
    for pair in 1...4 { try appendSeparable(to: &graph, channels, prefix: "b\(pair)") }
    try graph.append(Dropout(rate: 0.4))
    try graph.append(GlobalPool())
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
