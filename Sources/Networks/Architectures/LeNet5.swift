import Tensors

/// LeNet-5 with rectifiers and maximum pooling: 6-16 channels of 5x5, then 120-84.
public struct LeNet5: Architecture {
  public let name = "lenet5"
  public let summary = "6-16 channels of 5x5, then 120-84"
  public let source = "LeCun, Bottou, Bengio and Haffner, Proc. IEEE 1998"
  public let defaultInput = Shape(1, 28, 28)

  /// The network; its sizes are those of the paper.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    return try Graph(
      input: input,
      stack: features([6], padding: 2, width: width) + features([16], width: width)
        + head([120, 84], classes: classes, width: width))
  }
}
