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
    return try Graph(
      input: input,
      stack: features([20, 50], rectified: false, width: width)
        + head([500], classes: classes, width: width))
  }
}
