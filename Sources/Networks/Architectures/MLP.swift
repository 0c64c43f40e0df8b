import Tensors

/// Linear layers with rectifiers between them; `mlp 300 100` is LeNet-300-100.
public struct MLP: Architecture {
  public let name = "mlp"
  public let summary = "linear layers of the sizes given (300 100)"
  public let source = "LeCun, Bottou, Bengio and Haffner, Proc. IEEE 1998"
  public let defaultInput = Shape(1, 28, 28)

  /// The network; its sizes are those of the paper.
  public init() {}

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try Graph(
      input: input,
      stack: head(sizes.isEmpty ? [300, 100] : sizes, classes: classes, width: width))
  }
}
