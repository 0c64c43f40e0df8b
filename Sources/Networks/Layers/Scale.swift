import Costs
import Tensors

/// A learned factor for each channel and a bias: `y[c] = x[c] · scale[c] + bias[c]`.
///
/// Behind a branch and with a small start it is a layer scale (Touvron et al., Going Deeper with
/// Image Transformers, ICCV 2021).
public struct Scale: RectifyingLayer, FollowingLayer {
  public static let keyword = "scale"
  public static let synopsis = "[bias=on] [start=1.0]"
  public static let summary = "a learned factor for each channel"

  /// Whether each channel has a bias.
  public var hasBias: Bool
  /// Every factor before the first step.
  public var start: Double

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    hasBias = try arguments.flag("bias", or: true)
    start = try arguments.number("start", or: 1, in: -1e6...1e6)
  }

  public var text: String {
    "scale" + (hasBias ? "" : " bias=off") + (start == 1 ? "" : " start=\(start)")
  }

  public var isFused: Bool { true }
  /// With a bias a channel of zeros does not stay zero.
  public var flow: ChannelFlow { .carries(zeros: !hasBias, rides: true) }
  public var partNoun: String { "scale entries" }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let channels = [inputs[0].channels]
    let scale = ParameterSpec("scale", .scale, channels, .constant(Float(start)))
    return hasBias ? [scale, ParameterSpec("shift", .shift, channels, .constant(0))] : [scale]
  }

  public func work(of inputs: [Shape]) -> Work {
    let numbers = hasBias ? 2 : 1
    var work = Work.elementwise(
      numbers * inputs[0].size, input: inputs[0], output: inputs[0])
    work.parameters = Double(numbers * inputs[0].channels)
    work.weightElements = work.parameters
    return work
  }

  static var takesCap: Bool { true }

  /// A batch norm whose statistics are 0 and 1.
  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable {
    let x = inputs[0]
    let scale = pass.parameter(0).values
    let zeros = [Float](repeating: 0, count: scale.count)
    let epilogue = Epilogue(
      scaling: (scale, hasBias ? pass.parameter(1).values : zeros),
      isRectified: rectifier != nil, cap: rectifier?.cap)
    if let joined = pass.joined(x, epilogue) { return joined }
    let statistics = Normalization.Statistics(
      mean: zeros, variance: Array(repeating: 1, count: scale.count), count: 1)
    return pass.output(deferring: DeferredActivations(x.value, epilogue)) { dy in
      let gradients = Normalization.gradients(
        x.value, dy, output: epilogue, scale: scale, statistics: statistics, epsilon: 0,
        throughStatistics: false)
      pass.accumulate(gradients.scale, at: 0)
      if hasBias { pass.accumulate(gradients.shift, at: 1) }
      x.accumulate(gradients.input)
    }
  }

  private func norm(_ node: CompiledNode) -> FoldedNorm {
    let scale = node.parameter(0)
    return FoldedNorm(
      scale: scale,
      shift: hasBias ? node.parameter(1) : Array(repeating: 0, count: scale.count))
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    let norm = norm(node)
    return builder.affine(inputs[0], scale: norm.scale, shift: norm.shift, rectified: false)
  }

  func join(_ product: inout FoldedProduct, _ node: CompiledNode) -> Bool {
    product.normalise(norm(node))
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) { c.scale(norm(node)) }

  public func writeModule(to module: inout ModuleWriter) {
    let channels = [module.shape.channels]
    let held = module.hold(
      [("weight", channels)] + (hasBias ? [("bias", channels)] : []))
    let places = module.shape.isVector ? "" : "[:, None, None]"
    module.write(
      "\(module.x) * \(held[0])\(places)" + (hasBias ? " + \(held[1])\(places)" : ""))
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let scale = operators.channelTensor("scale")
    guard hasBias else { return operators.end("Mul", [operators.values[0], scale]) }
    let product = operators.add("Mul", [operators.values[0], scale])
    operators.end("Add", [product, operators.channelTensor("shift")])
  }
}
