import Costs
import Tensors

/// A linear layer, `y = W x + b`; maps are read as one vector, channel by channel.
public struct Linear: RectifyingLayer {
  public static let keyword = "linear"
  public static let synopsis = "OUTPUTS [bias=on]"
  public static let summary = "every output from every input"
  public static let stem = "fc"

  /// Neurons, the rows of W.
  public var outputs: Int
  /// Whether each output has a bias.
  public var hasBias: Bool

  /// A layer of `outputs` neurons.
  public init(outputs: Int, hasBias: Bool = true) {
    self.outputs = outputs
    self.hasBias = hasBias
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    outputs = try arguments.count("output features")
    hasBias = try arguments.flag("bias", or: true)
  }

  public var text: String { "linear \(outputs)" + (hasBias ? "" : " bias=off") }
  public var operation: LayerOperation.Kind { .linear }
  public var flow: ChannelFlow { .makes }
  public var partNoun: String { "neurons" }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    _ = try only(inputs)
    return Shape(outputs)
  }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let size = inputs[0].size
    let weight = ParameterSpec("weight", .weight, [outputs, size], .he(inputs: size))
    return hasBias ? [weight, ParameterSpec("bias", .bias, [outputs], .constant(0))] : [weight]
  }

  public func work(of inputs: [Shape]) -> Work {
    .products(
      weights: outputs * inputs[0].size, positions: 1, biases: hasBias ? outputs : 0,
      input: inputs[0], output: Shape(outputs))
  }

  public func product(on shape: Shape) -> Product? {
    Product(input: Shape(shape.size), geometry: .point, outputs: outputs, isWindowed: false)
  }

  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable {
    pass.multiply(inputs[0], weight: 0, bias: hasBias ? 1 : nil, rectified: rectifier != nil)
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.call(
      "nn.Linear(\(module.shape.size), \(outputs), bias=\(ModuleWriter.text(hasBias)))",
      on: module.vector)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    var inputs = [operators.vector()] + operators.productTensors(hasBias: hasBias)
    // Before, a bias had to be there.
    if inputs.count == 2, !operators.isAtLeast(11) { inputs.append(operators.constant(0)) }
    operators.end("Gemm", inputs, [("transB", .integer(1))])
  }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs kept: [Int]?) -> Narrowing {
    let rows = kept ?? Array(0..<outputs)
    let area = shapes[0].area
    let columns = inputs[0].flatMap { channel in (0..<area).map { channel * area + $0 } }
    var selections = [Selection(rows: rows, columns: columns)]
    if hasBias { selections.append(Selection(rows: rows)) }
    return Narrowing(
      Linear(outputs: rows.count, hasBias: hasBias), outputs: rows, parameters: selections)
  }
}
