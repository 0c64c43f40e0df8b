import Tensors

/// What a layer writes its ONNX operators through.
///
/// A map is a value of four dimensions, N × channels × height × width, and a vector one of two,
/// N × features, here as everywhere in a graph that this program writes: a map of one position is a
/// vector, so what makes such a map is followed by Flatten, and what reads one as a map by Reshape.
public struct OperatorWriter {
  private let layer: String
  private let inputs: [String]
  private let shapes: [Shape]
  private let output: Shape
  /// The value that the layer has to make.
  private let result: String
  private(set) var operators: [Operator] = []

  /// - Parameters:
  ///   - inputs: the values that the layer reads.
  ///   - result: the name of the value it makes.
  init(_ node: Node, reading inputs: [String], result: String) {
    layer = node.name
    self.inputs = inputs
    shapes = node.inputShapes
    output = node.shape
    self.result = result
  }

  /// The values as they are.
  var values: [String] { inputs }

  /// The first value's shape.
  var shape: Shape { shapes[0] }

  /// The first value as a map.
  mutating func map() -> String {
    guard shapes[0].isVector else { return inputs[0] }
    // Zero keeps the dimension that stands there.
    let shape = constant([0, shapes[0].channels, 1, 1])
    return add("Reshape", [inputs[0], shape])
  }

  /// The first value as a vector, channel by channel.
  mutating func vector() -> String {
    shapes[0].isVector ? inputs[0] : add("Flatten", [inputs[0]], [("axis", .integer(1))])
  }

  /// The layer's own parameter or buffer.
  func tensor(_ name: String) -> String { "\(layer).\(StateTensor.name(of: name))" }

  /// A list of whole numbers.
  mutating func constant(_ values: [Int]) -> String {
    add("Constant", [], [("value_ints", .integers(values))])
  }

  /// A number.
  mutating func constant(_ value: Float) -> String {
    add("Constant", [], [("value_float", .single(value))])
  }

  /// An operator on the way to the result; the value it makes.
  mutating func add(
    _ type: String, _ inputs: [String], _ attributes: Operator.Attributes = []
  ) -> String {
    let value = "\(layer).output.\(operators.count + 1)"
    append(type, inputs, value, attributes)
    return value
  }

  /// The last operator, whose value is a vector where the layer's output is one.
  mutating func end(
    _ type: String, _ inputs: [String], _ attributes: Operator.Attributes = []
  ) {
    append(type, inputs, result, attributes)
  }

  /// The last operator, whose value is a map of the layer's output whatever its size.
  mutating func endMap(
    _ type: String, _ inputs: [String], _ attributes: Operator.Attributes = []
  ) {
    guard output.isVector else { return end(type, inputs, attributes) }
    end("Flatten", [add(type, inputs, attributes)], [("axis", .integer(1))])
  }

  private mutating func append(
    _ type: String, _ inputs: [String], _ output: String,
    _ attributes: Operator.Attributes
  ) {
    operators.append(
      Operator(type: type, inputs: inputs, output: output, attributes: attributes))
  }
}
