import Tensors

/// The network of MLPerf Tiny's anomaly detection: 640 numbers to 8 and back by linear layers,
/// batch norm and rectifiers (Koizumi et al., DCASE 2020; Banbury et al., NeurIPS Datasets and
/// Benchmarks 2021; mlcommons/tiny, anomaly_detection).
///
/// Biases in front of batch norm are left out.
public struct Autoencoder: Architecture {
  public let name = "fc-autoencoder"
  public let summary = "MLPerf Tiny's anomaly detection: linear layers, 640-128-8-128-640"
  public let source = "Koizumi et al., DCASE 2020; Banbury et al., NeurIPS D&B 2021"
  public let defaultInput = Shape(640)

  /// The network; its sizes are those of the benchmark.
  public init() {}

  /// The input itself.
  public func defaultClasses(of input: Shape) -> Int { input.size }

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    for size in [128, 128, 128, 128, 8, 128, 128, 128, 128] {
      try graph.append(Linear(outputs: scaled(size, width), hasBias: false))
      try graph.append(BatchNorm())
      try graph.append(ReLU())
    }
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
