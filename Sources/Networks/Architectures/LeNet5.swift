import Tensors

/// LeNet-5 with rectifiers and maximum pooling: 6-16 channels of 5x5, then 120-84.
public enum LeNet5: Architecture {
  public static let name = "lenet5"
  public static let summary = "6-16 channels of 5x5, then 120-84"
  public static let source = "LeCun, Bottou, Bengio and Haffner, Proc. IEEE 1998"
  public static let defaultInput = Shape(1, 28, 28)

  public static func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    var graph = Graph(input: input)
    let window = ConvolutionGeometry(kernelHeight: 5, kernelWidth: 5)
    var padded = window
    padded.padding = 2
    try graph.append(Conv(outputs: scaled(6, width), geometry: padded, hasBias: true))
    try graph.append(ReLU())
    try graph.append(MaxPool(window: 2, stride: 2))
    try graph.append(Conv(outputs: scaled(16, width), geometry: window, hasBias: true))
    try graph.append(ReLU())
    try graph.append(MaxPool(window: 2, stride: 2))
    for size in [120, 84] {
      try graph.append(Linear(outputs: scaled(size, width)))
      try graph.append(ReLU())
    }
    try graph.append(Linear(outputs: classes))
    return graph
  }
}
