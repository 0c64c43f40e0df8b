import Tensors

/// The LeNet of Caffe's examples: 20-50 channels of 5x5, then 500.
public struct LeNetCaffe: Architecture {
  public let name = "lenet-caffe"
  public let summary = "20-50 channels of 5x5, then 500"
  public let source = "Jia et al., Caffe, ACM Multimedia 2014"
  public let defaultInput = Shape(1, 28, 28)

  /// The network; its sizes are those of the paper.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    return try Graph(
      input: input,
      stack: features([20, 50], rectified: false, width: width)
        + head([500], classes: classes, width: width))
  }
}
