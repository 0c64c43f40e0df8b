import Tensors

/// A network known by name.
public protocol Architecture: Sendable {
  /// As it is typed after `network`: `resnet20`.
  var name: String { get }
  /// One line for the list of presets, without a full stop.
  var summary: String { get }
  /// The paper it comes from.
  var source: String { get }
  /// Input and classes where neither data nor options give them.
  var defaultInput: Shape { get }
  /// Outputs where neither data nor `classes=` say how many.
  var defaultClasses: Int { get }
  /// The same, for inputs of that shape.
  func defaultClasses(of input: Shape) -> Int

  /// - Parameters:
  ///   - width: what channel counts are multiplied by.
  ///   - sizes: numbers typed after the name, as in `mlp 300 100`.
  func graph(
    input: Shape, classes: Int, width: Double, sizes: [Int]
  ) throws(LayerError) -> Graph

  /// How models of PyTorch name its tensors, a `NameMap`; empty where no common one is known.
  var stateNames: String { get }

  /// The network that a state dict is of.
  ///
  /// - Parameters:
  ///   - shapes: sizes of tensors, by their names here.
  ///   - input: of an image; nil takes what the tensors tell, else the preset's own.
  func graph(of shapes: [String: [Int]], input: Shape?) throws(LayerError) -> Graph
}

extension Architecture {
  public var stateNames: String { "" }

  /// As many outputs as the last layer has, and as wide as the first one is.
  public func graph(
    of shapes: [String: [Int]], input: Shape?
  ) throws(LayerError) -> Graph {
    let input = input ?? defaultInput
    let (classes, width) = try scale(of: shapes, on: input)
    return try graph(input: input, classes: classes, width: width, sizes: [])
  }

  /// The outputs of the last layer, and how much wider the first one is than the preset's own.
  func scale(
    of shapes: [String: [Int]], on input: Shape
  ) throws(LayerError) -> (classes: Int, width: Double) {
    let outputs = defaultClasses(of: input)
    let graph = try graph(input: input, classes: outputs, width: 1, sizes: [])
    let last = graph.nodes.last.flatMap { shapes["\($0.name).weight"]?.first }
    let first = graph.stateTensors.first
    let width =
      first.flatMap { tensor in
        shapes[tensor.name]?.first.map { Double($0) / Double(tensor.dimensions[0]) }
      } ?? 1
    let isClasses = last.map { (1...100_000).contains($0) } == true
    return (isClasses ? last! : outputs, (0.01...64).contains(width) ? width : 1)
  }

  public var defaultInput: Shape { Shape(3, 32, 32) }
  public var defaultClasses: Int { 10 }
  public func defaultClasses(of input: Shape) -> Int { defaultClasses }

  /// `channels` times the width, at least one and at most 2²⁰, whatever the width.
  func scaled(_ channels: Int, _ width: Double) -> Int {
    let count = (Double(channels) * width).rounded()
    return count > 1 ? Int(min(count, 0x1p20)) : 1
  }

  /// Convolutions of 5x5 with a bias, each with a rectifier where `rectified`, and pooling of 2x2.
  func features(
    _ channels: [Int], padding: Int = 0, rectified: Bool = true, width: Double
  ) -> [any Layer] {
    let window = ConvolutionGeometry(kernelHeight: 5, kernelWidth: 5, padding: padding)
    return channels.flatMap { channels -> [any Layer] in
      [Conv(outputs: scaled(channels, width), geometry: window, hasBias: true)]
        + (rectified ? [ReLU()] : []) + [MaxPool(Pooling.Window(2, stride: 2))]
    }
  }

  /// A convolution, batch norm and a rectifier: `conv1`, `bn1` and `relu1` of number 1, behind
  /// `prefix` and a point where there is one.
  ///
  /// - Parameter input: the node that it reads, the last one unless said.
  @discardableResult
  func appendUnit(
    _ convolution: any Layer, _ number: Int, _ prefix: String? = nil,
    rectifier: any Layer = ReLU(), to graph: inout Graph, from input: Int? = nil
  ) throws(LayerError) -> Int {
    let place = prefix.map { "\($0)." } ?? ""
    try graph.append(convolution, name: "\(place)conv\(number)", from: input.map { [$0] })
    try graph.append(BatchNorm(), name: "\(place)bn\(number)")
    return try graph.append(rectifier, name: "\(place)relu\(number)")
  }

  /// Hidden neurons with rectifiers, then one output a class.
  func head(_ sizes: [Int], classes: Int, width: Double) -> [any Layer] {
    sizes.flatMap { [Linear(outputs: scaled($0, width)), ReLU()] as [any Layer] }
      + [Linear(outputs: classes)]
  }

  func refuse(_ sizes: [Int]) throws(LayerError) {
    if let size = sizes.first {
      throw LayerError("‘\(name)’ takes no sizes", hint: "only mlp does", word: "\(size)")
    }
  }
}
