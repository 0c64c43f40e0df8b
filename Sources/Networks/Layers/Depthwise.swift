import Costs
import Tensors

/// A convolution of each channel by itself: `y[c] = b[c] + Σ_t w[c][t] · x[c][t]`.
public struct Depthwise: RectifyingLayer {
  public static let keyword = "depthwise"
  public static let synopsis = "\(ConvolutionGeometry.synopsis) [bias=on]"
  public static let summary = "convolution of each channel by itself"

  /// Kernel, strides, dilations and zero padding; one group for each channel.
  public var geometry: ConvolutionGeometry
  /// Whether each channel has a bias.
  public var hasBias: Bool

  /// A square window, without a bias.
  init(side: Int, stride: Int = 1, padding: Int = 0) {
    self.init(
      ConvolutionGeometry(
        kernelHeight: side, kernelWidth: side, stride: stride, padding: padding))
  }

  /// Without a bias, as it stands in front of batch norm.
  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    hasBias = false
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    geometry = try ConvolutionGeometry(&arguments)
    hasBias = try arguments.flag("bias", or: true)
  }

  public var text: String {
    "depthwise \(geometry.words)" + (hasBias ? "" : " bias=off")
  }

  public var operation: LayerOperation.Kind { .convolution }
  /// With a bias a channel of zeros does not stay zero.
  public var flow: ChannelFlow { .carries(zeros: !hasBias, rides: false) }

  private func grouped(_ shape: Shape) -> ConvolutionGeometry {
    var geometry = geometry
    geometry.groups = shape.channels
    return geometry
  }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    return try grouped(shape).output(fitting: shape, channels: shape.channels)
  }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let channels = inputs[0].channels
    let weight = ParameterSpec(
      "weight", .weight, [channels, 1, geometry.kernelHeight, geometry.kernelWidth],
      .he(inputs: geometry.taps))
    return hasBias ? [weight, ParameterSpec("bias", .bias, [channels], .constant(0))] : [weight]
  }

  public func work(of inputs: [Shape]) -> Work {
    let output = grouped(inputs[0]).output(of: inputs[0], channels: inputs[0].channels)!
    return .products(
      weights: inputs[0].channels * geometry.taps, positions: output.area,
      biases: hasBias ? inputs[0].channels : 0, input: inputs[0], output: output)
  }

  public func product(on shape: Shape) -> Product? {
    Product(input: shape, geometry: grouped(shape), outputs: shape.channels)
  }

  /// By direct sums, also where pruning left one channel, so that it computes what it did.
  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable {
    pass.convolve(
      inputs[0], weight: 0, bias: hasBias ? 1 : nil, grouped(inputs[0].shape), minimal: false,
      rectified: rectifier != nil)
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.convolve(
      grouped(module.shape), outputs: module.shape.channels, hasBias: hasBias)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endConvolution(grouped(operators.shape), hasBias: hasBias)
  }
}
