import Tensors

/// The LeNet of Caffe's examples: 20-50 channels of 5x5, then 500.
public enum LeNetCaffe: Architecture {
  public static let name = "lenet-caffe"
  public static let summary = "20-50 channels of 5x5, then 500"
  public static let source = "Jia et al., Caffe, ACM Multimedia 2014"
  public static let defaultInput = Shape(1, 28, 28)

  public static func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    for channels in [20, 50] {
      try graph.append(
        Conv(
          outputs: scaled(channels, width),
          geometry: ConvolutionGeometry(kernelHeight: 5, kernelWidth: 5), hasBias: true))
      try graph.append(MaxPool(window: 2, stride: 2))
    }
    try graph.append(Linear(outputs: scaled(500, width)))
    try graph.append(ReLU())
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
