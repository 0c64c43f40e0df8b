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
    return try Graph(
      input: input,
      stack: features([32, 64], padding: 2, width: width)
        + head([128], classes: classes, width: width))
  }
}
