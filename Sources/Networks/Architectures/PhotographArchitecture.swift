import Tensors

/// A network for photographs of 224x224, which it halves five times.
///
/// Inputs of less than 96 pixels a side would leave it maps of two pixels and less.
protocol PhotographArchitecture: Architecture {
  /// Every layer but the last, which has an output a class.
  static func appendLayers(to graph: inout Graph, width: Double) throws(LayerError)
}

extension PhotographArchitecture {
  public static var defaultInput: Shape { Shape(3, 224, 224) }
  /// The smallest image that it reads.
  static var smallestInput: Shape { Shape(3, 96, 96) }
  public static var defaultClasses: Int { 1000 }

  public static func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    guard min(input.height, input.width) >= smallestInput.height else {
      throw LayerError(
        "its images are at least \(smallestInput.height)x\(smallestInput.width)",
        hint: "resnet20 and vgg16 read small ones")
    }
    var graph = Graph(input: input)
    try appendLayers(to: &graph, width: width)
    for layer in head([], classes: classes, width: width) { try graph.append(layer) }
    return graph
  }
}
