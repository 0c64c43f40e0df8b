import Tensors

/// Two convolutions of 5x5 with 32 and 64 channels, then 128 neurons.
public enum ConvNet: Architecture {
  public static let name = "convnet"
  public static let summary = "32-64 channels of 5x5, then 128"
  public static let source = "a common small network for 28x28 images"
  public static let defaultInput = Shape(1, 28, 28)

  public static func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    for channels in [32, 64] {
      try graph.append(
        Conv(
          outputs: scaled(channels, width),
          geometry: ConvolutionGeometry(kernelHeight: 5, kernelWidth: 5, padding: 2),
          hasBias: true))
      try graph.append(ReLU())
      try graph.append(MaxPool(window: 2, stride: 2))
    }
    try graph.append(Linear(outputs: scaled(128, width)))
    try graph.append(ReLU())
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
