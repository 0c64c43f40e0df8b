import Costs
import Tensors

/// Convolution: `y[o] = b[o] + Σ_c Σ_t w[o][c][t] · x[c][t]`.
public struct Conv: RectifyingLayer, FilterLayer {
  public static let keyword = "conv"
  public static let synopsis = "OUTPUTS \(ConvolutionGeometry.synopsis) [groups=1] [bias=on]"
  public static let summary = "convolution with zero padding"

  /// Output channels: filters.
  public var outputs: Int
  /// Kernel, strides, dilations, zero padding and groups.
  public var geometry: ConvolutionGeometry
  /// Whether each output has a bias b[o].
  public var hasBias: Bool

  /// A convolution of `outputs` filters.
  public init(outputs: Int, geometry: ConvolutionGeometry, hasBias: Bool) {
    self.outputs = outputs
    self.geometry = geometry
    self.hasBias = hasBias
  }

  /// A square window, without a bias, as it stands in front of batch norm.
  init(_ outputs: Int, _ side: Int, stride: Int = 1, padding: Int = 0) {
    let geometry = ConvolutionGeometry(
      kernelHeight: side, kernelWidth: side, stride: stride, padding: padding)
    self.init(outputs: outputs, geometry: geometry, hasBias: false)
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    outputs = try arguments.count("output channels")
    geometry = try ConvolutionGeometry(&arguments)
    geometry.groups = try arguments.option("groups", or: 1, least: 1)
    hasBias = try arguments.flag("bias", or: true)
  }

  public var text: String {
    var text = "conv \(outputs) \(geometry.words)"
    if geometry.groups != 1 { text += " groups=\(geometry.groups)" }
    if !hasBias { text += " bias=off" }
    return text
  }

  public var operation: LayerOperation.Kind { .convolution }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    try geometry.requireGroups(divide: shape.channels, outputs)
    return try geometry.output(fitting: shape, channels: outputs)
  }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let channels = inputs[0].channels / geometry.groups
    let weight = ParameterSpec(
      "weight", .weight, [outputs, channels, geometry.kernelHeight, geometry.kernelWidth],
      .he(inputs: channels * geometry.taps))
    return hasBias ? [weight, ParameterSpec("bias", .bias, [outputs], .constant(0))] : [weight]
  }

  public func work(of inputs: [Shape]) -> Work {
    let output = geometry.output(of: inputs[0], channels: outputs)!
    return .products(
      weights: outputs * (inputs[0].channels / geometry.groups) * geometry.taps,
      positions: output.area, biases: hasBias ? outputs : 0, input: inputs[0], output: output)
  }

  public func product(on shape: Shape) -> Product? {
    Product(input: shape, geometry: geometry, outputs: outputs)
  }

  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable {
    pass.convolve(
      inputs[0], weight: 0, bias: hasBias ? 1 : nil, geometry, rectified: rectifier != nil)
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.convolve(geometry, outputs: outputs, hasBias: hasBias)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endConvolution(geometry, hasBias: hasBias)
  }
}

extension OperatorWriter {
  /// The last operator of a layer that is a convolution.
  mutating func endConvolution(_ geometry: ConvolutionGeometry, hasBias: Bool) {
    endMap(
      "Conv", [map()] + productTensors(hasBias: hasBias),
      geometry.attributes)
  }
}

extension ModuleWriter {
  /// A layer that is a convolution; uneven padding stands in front of it.
  mutating func convolve(_ geometry: ConvolutionGeometry, outputs: Int, hasBias: Bool) {
    let margins = geometry.margins
    let padding = margins.opposite ?? (0, 0)
    let padded =
      "functional.pad(\(map), (\(margins.left), \(margins.right), \(margins.top), "
      + "\(margins.bottom)))"
    call(
      "nn.Conv2d(\(shape.channels), \(outputs), "
        + "(\(geometry.kernelHeight), \(geometry.kernelWidth)), "
        + "stride=(\(geometry.rowStride), \(geometry.columnStride)), "
        + "padding=(\(padding.rows), \(padding.columns)), "
        + "dilation=(\(geometry.rowDilation), \(geometry.columnDilation)), "
        + "groups=\(geometry.groups), bias=\(Self.text(hasBias)))",
      on: margins.opposite == nil ? padded : map)
    endMap()
  }
}

extension Work {
  /// The work of a convolution or linear layer.
  static func products(
    weights: Int, positions: Int, biases: Int, input: Shape, output: Shape
  ) -> Work {
    Work(
      multiplyAdds: Double(weights) * Double(positions), connections: Double(weights),
      parameters: Double(weights + biases), inputElements: Double(input.size),
      outputElements: Double(output.size), weightElements: Double(weights + biases),
      vectorOperations: biases > 0 ? Double(output.size) : 0)
  }

  /// The work of an operation on every number, without weights.
  static func elementwise(_ operations: Int, input: Shape, output: Shape) -> Work {
    Work(
      inputElements: Double(input.size), outputElements: Double(output.size),
      vectorOperations: Double(operations))
  }
}
