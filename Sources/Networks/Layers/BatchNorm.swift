import Costs
import Tensors

/// Batch normalisation by channel: `y = (x − μ) / √(σ² + ε) · scale + shift`.
///
/// Training uses the batch's own statistics and moves the running ones by the momentum (the
/// variance unbiased, as PyTorch does); evaluation uses the running ones, and so does a batch of
/// one value, which has no spread. Ioffe and Szegedy, ICML 2015.
public struct BatchNorm: RectifyingLayer, FollowingLayer {
  public static let keyword = "batchnorm"
  public static let synopsis = "[epsilon=1e-5] [momentum=0.1]"
  public static let summary = "normalise each channel over the batch"
  public static let stem = "bn"

  /// What is added to the variance, and how far the running statistics move.
  private var constants = Normalization.Constants.standard

  /// The layer with ε = 1e-5 and a momentum of a tenth.
  public init() {}

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let epsilon = try arguments.number("epsilon", or: Double(constants.epsilon), in: 1e-12...1)
    let momentum = try arguments.number("momentum", or: Double(constants.momentum), in: 0...1)
    constants = Normalization.Constants(epsilon: Float(epsilon), momentum: Float(momentum))
  }

  public var text: String {
    let standard = Normalization.Constants.standard
    return "batchnorm"
      + (constants.epsilon == standard.epsilon ? "" : " epsilon=\(constants.epsilon)")
      + (constants.momentum == standard.momentum ? "" : " momentum=\(constants.momentum)")
  }

  public var isFused: Bool { true }
  /// The shift leaves with the channel: gates stand after the rectifier that follows.
  public var flow: ChannelFlow { .carries(zeros: false, rides: true) }
  public var partNoun: String { "batch norm entries" }
  public var operation: LayerOperation.Kind { .batchNorm }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let channels = [inputs[0].channels]
    return [
      ParameterSpec("scale", .scale, channels, .constant(1)),
      ParameterSpec("shift", .shift, channels, .constant(0)),
    ]
  }

  public func buffers(of inputs: [Shape]) -> [BufferSpec] {
    [
      BufferSpec("mean", [inputs[0].channels], 0),
      BufferSpec("variance", [inputs[0].channels], 1),
    ]
  }

  public func work(of inputs: [Shape]) -> Work {
    let channels = Double(inputs[0].channels)
    var work = Work.elementwise(2 * inputs[0].size, input: inputs[0], output: inputs[0])
    work.parameters = 2 * channels
    work.weightElements = 4 * channels
    return work
  }

  static var takesCap: Bool { true }

  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable {
    pass.normalize(inputs[0], parameter: 0, buffer: 0, rectifier, constants)
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    let norm = FoldedNorm(node, epsilon: constants.epsilon)
    return builder.affine(inputs[0], scale: norm.scale, shift: norm.shift, rectified: false)
  }

  func join(_ product: inout FoldedProduct, _ node: CompiledNode) -> Bool {
    product.normalise(FoldedNorm(node, epsilon: constants.epsilon))
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.scale(FoldedNorm(node, epsilon: constants.epsilon))
  }

  public func writeModule(to module: inout ModuleWriter) {
    let kind = module.shape.isVector ? "BatchNorm1d" : "BatchNorm2d"
    module.call(
      "nn.\(kind)(\(module.shape.channels), eps=\(constants.epsilon), "
        + "momentum=\(constants.momentum))", on: module.x)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let tensors = ["scale", "shift", "mean", "variance"].map { operators.tensor($0) }
    var attributes: Operator.Attributes = [("epsilon", .single(constants.epsilon))]
    if constants.momentum != Normalization.Constants.standard.momentum {
      // There it is the share of the running statistics that stays.
      attributes.append(("momentum", .single(1 - constants.momentum)))
    }
    operators.end("BatchNormalization", operators.values + tensors, attributes)
  }
}

extension NodePass {
  /// Batch normalisation with scale and shift at `parameter`, running statistics at `buffer`.
  func normalize(
    _ x: Variable, parameter first: Int, buffer: Int, _ rectifier: Rectifier?,
    _ constants: Normalization.Constants = .standard
  ) -> Variable {
    let scale = parameter(first).values
    let shift = parameter(first + 1).values
    let fromBatch = isTraining && (BatchShare.current?.count ?? x.count) * x.shape.area > 1
    let statistics =
      fromBatch
      ? Normalization.statistics(x.value)
      : Normalization.Statistics(
        mean: self.buffer(buffer).values, variance: self.buffer(buffer + 1).values, count: 1)
    if fromBatch { moveRunning(buffer, towards: statistics, share: constants.momentum) }
    let inverse = statistics.inverseDeviation(constants.epsilon)
    let slope = zip(scale, inverse).map { $0 * $1 }
    let offset = shift.indices.map { shift[$0] - statistics.mean[$0] * slope[$0] }
    let epilogue = Epilogue(
      scaling: (slope, offset), isRectified: rectifier != nil, cap: rectifier?.cap)
    if let joined = joined(x, epilogue) { return joined }
    return output(deferring: DeferredActivations(x.value, epilogue)) { dy in
      let gradients = Normalization.gradients(
        x.value, dy, output: epilogue, scale: scale, statistics: statistics,
        epsilon: constants.epsilon, throughStatistics: fromBatch)
      accumulate(gradients.scale, at: first)
      accumulate(gradients.shift, at: first + 1)
      x.accumulate(gradients.input)
    }
  }

  private func moveRunning(
    _ index: Int, towards batch: Normalization.Statistics, share: Float
  ) {
    let unbiased = Float(batch.count) / Float(batch.count - 1)
    let mean = buffer(index).values
    let variance = buffer(index + 1).values
    setBuffer(
      index,
      Tensor([mean.count]) { mean[$0] * (1 - share) + batch.mean[$0] * share })
    setBuffer(
      index + 1,
      Tensor([mean.count]) {
        variance[$0] * (1 - share) + batch.variance[$0] * unbiased * share
      })
  }
}

extension CWriter {
  /// A scale and a shift for each channel of the first input.
  mutating func scale(_ norm: FoldedNorm) {
    call(
      .affine,
      [
        .overwritten(0), .result(), .numbers(norm.scale, named: "scale"),
        .numbers(norm.shift, named: "shift"), .integer(shape.channels), .integer(shape.area),
      ])
  }
}

extension CFunction {
  /// A scale and a shift for each channel.
  static let affine = CFunction(
    name: "affine",
    source: """
      /* y[c] = x[c] * scale[c] + shift[c]. */
      static void affine(const float *x, float *y, const float *scale, const float *shift,
                         size_t channels, size_t area) {
        for (size_t c = 0, at = 0; c < channels; c++) {
          for (size_t i = 0; i < area; i++, at++) y[at] = x[at] * scale[c] + shift[c];
        }
      }
      """)
}
