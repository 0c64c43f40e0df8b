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
    return try Graph(
      input: input,
      stack: features([6], padding: 2, width: width) + features([16], width: width)
        + head([120, 84], classes: classes, width: width))
  }
}
