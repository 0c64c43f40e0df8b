import Tensors

/// A network for photographs of 224x224, which it halves five times.
///
/// Inputs of less than 96 pixels a side would leave it maps of two pixels and less. Some have
/// another form for those, in which the first layers keep the map.
protocol PhotographArchitecture: Architecture {
  /// Whether it has a form for images of less than 96 pixels a side.
  var hasSmallForm: Bool { get }
  /// Every layer but the last, which has an output a class.
  ///
  /// - Parameter isSmall: in the form for small images.
  func appendLayers(to graph: inout Graph, width: Double, isSmall: Bool) throws(LayerError)
}

extension PhotographArchitecture {
  public var defaultInput: Shape { Shape(3, 224, 224) }
  public var defaultClasses: Int { 1000 }
  var hasSmallForm: Bool { false }

  /// The smallest image that it reads.
  var smallestInput: Shape { hasSmallForm ? Shape(3, 16, 16) : Shape(3, 96, 96) }

  public func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph {
    try refuse(sizes)
    let side = min(input.height, input.width)
    guard side >= smallestInput.height else {
      throw LayerError(
        "its images are at least \(smallestInput.height)x\(smallestInput.width)",
        hint: "resnet20 and vgg16 read small ones")
    }
    var graph = Graph(input: input)
    try appendLayers(to: &graph, width: width, isSmall: side < 96)
    for layer in head([], classes: classes, width: width) { try graph.append(layer) }
    return graph
  }
}
