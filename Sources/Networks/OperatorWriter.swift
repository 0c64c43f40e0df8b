import Tensors

/// What a layer writes its ONNX operators through.
///
/// A map is a value of four dimensions, N × channels × height × width, and a vector one of two,
/// N × features, here as everywhere in a graph that this program writes: a map of one position is a
/// vector, so what makes such a map is followed by Flatten, and what reads one as a map by Reshape.
///
/// What a layer writes may depend on the operator set: `isAtLeast` asks, `needs` refuses an older
/// one.
public struct OperatorWriter {
  private let layer: String
  private let set: OperatorSet
  /// Whether the layer's weights have a batch norm folded in, and so a bias.
  private let isFolded: Bool
  private let inputs: [String]
  private let shapes: [Shape]
  private let output: Shape
  /// The value that the layer has to make.
  private let result: String
  private(set) var operators: [Operator] = []
  /// Tensors of the layer's own that stand beside the weights.
  private(set) var constants: [OperatorTensor] = []

  /// - Parameters:
  ///   - inputs: the values that the layer reads.
  ///   - result: the name of the value it makes.
  ///   - isFolded: whether its weights have a batch norm folded in.
  init(
    _ node: Node, reading inputs: [String], result: String, set: OperatorSet = .standard,
    isFolded: Bool = false
  ) {
    layer = node.name
    self.set = set
    self.isFolded = isFolded
    self.inputs = inputs
    shapes = node.inputShapes
    output = node.shape
    self.result = result
  }

  /// An input that is left out.
  static let absent = ""

  /// The values as they are.
  var values: [String] { inputs }

  /// The first value's shape.
  var shape: Shape { shapes[0] }

  /// A value as a map, the first unless said.
  mutating func map(_ input: Int = 0) -> String {
    guard shapes[input].isVector else { return inputs[input] }
    // Zero keeps the dimension that stands there.
    let shape = constant([0, shapes[input].channels, 1, 1])
    return add("Reshape", [inputs[input], shape])
  }

  /// The layer's own parameter of a number for each channel, as it meets the first value.
  mutating func channelTensor(_ name: String) -> String {
    shapes[0].isVector
      ? tensor(name) : add("Reshape", [tensor(name), constant([shapes[0].channels, 1, 1])])
  }

  /// The first value as a vector, channel by channel.
  mutating func vector() -> String {
    shapes[0].isVector ? inputs[0] : add("Flatten", [inputs[0]], [("axis", .integer(1))])
  }

  /// Whether the operators are those of set `number` or later.
  func isAtLeast(_ number: Int) -> Bool { set.number >= number }

  /// Refuses an older set than `number`.
  func needs(_ number: Int) throws(LayerError) {
    guard isAtLeast(number) else {
      throw LayerError(
        "operator set \(set.number) has no form of it", hint: "opset=\(number) has, and later ones")
    }
  }

  /// The layer's own parameter or buffer.
  func tensor(_ name: String) -> String { "\(layer).\(StateTensor.name(of: name))" }

  /// The tensors of a layer of products.
  func productTensors(hasBias: Bool) -> [String] {
    [tensor("weight")] + (hasBias || isFolded ? [tensor("bias")] : [])
  }

  /// A list of whole numbers.
  mutating func constant(_ values: [Int]) -> String {
    isAtLeast(12)
      ? add("Constant", [], [("value_ints", .integers(values))]) : constant(.integers(values))
  }

  /// A list of numbers.
  mutating func constant(_ values: [Float]) -> String {
    isAtLeast(12)
      ? add("Constant", [], [("value_floats", .singles(values))])
      : constant(.numbers(Tensor([values.count], values)))
  }

  /// A number.
  mutating func constant(_ value: Float) -> String {
    isAtLeast(12)
      ? add("Constant", [], [("value_float", .single(value))])
      : constant(.numbers(Tensor([], repeating: value)))
  }

  /// Before set 12 there were no short forms, and before 9 no whole numbers: a tensor beside the
  /// weights.
  private mutating func constant(_ values: OperatorTensor.Values) -> String {
    let name = "\(layer).constant.\(constants.count + 1)"
    constants.append(OperatorTensor(name: name, values: values))
    return name
  }

  /// An operator whose settings became inputs with set `number`: as inputs there, as attributes
  /// before. Its inputs and attributes, for `add` and `end`.
  mutating func settings(
    _ inputs: [String], _ settings: [(name: String, value: Operator.Attribute)], since number: Int
  ) -> (inputs: [String], attributes: Operator.Attributes) {
    guard isAtLeast(number) else { return (inputs, settings) }
    var all = inputs
    for setting in settings {
      switch setting.value {
      case .integers(let values): all.append(constant(values))
      case .single(let value): all.append(constant(value))
      case .singles(let values): all.append(constant(values))
      case .integer, .text: preconditionFailure("no input")
      }
    }
    return (all, [])
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
