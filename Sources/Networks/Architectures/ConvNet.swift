import Tensors

/// Two convolutions of 5x5 with 32 and 64 channels, then 128 neurons.
public struct ConvNet: Architecture {
  public let name = "convnet"
  public let summary = "32-64 channels of 5x5, then 128"
  public let source = "a common small network for 28x28 images"
  public let defaultInput = Shape(1, 28, 28)

  /// The network; its sizes are those of the paper.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    return try Graph(
      input: input,
      stack: features([32, 64], padding: 2, width: width)
        + head([128], classes: classes, width: width))
  }
}
