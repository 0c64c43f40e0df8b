import Costs
import Tensors

/// Binary gates that decide by image: `z = W2 · relu(BN(W1 · GAP(x)))`, gate `1[z > 0]`, gradient
/// straight through the threshold and on through `p = sigmoid(z)`.
///
/// A reconstruction of the gates of Zhi et al., arXiv 2302.10798 (Docs/Method.md). `kind=static`
/// has one logit a gate and no input; `estimator=gumbel` adds logistic noise in training at
/// temperature 2/3 (Jang, Gu and Poole, ICLR 2017).
public struct GateModule: Layer {
  /// Whether gates read the image, or have one logit each for all images.
  public enum Kind: String, Sendable, CaseIterable { case dynamic, `static` }
  /// How training gets a gradient through the threshold: as if it were p, or with noise added to z.
  public enum Estimator: String, Sendable, CaseIterable {
    case straightThrough = "straight-through"
    case gumbel
  }
  /// A gate that follows its logit, or was set by hand, by the floor or by the freeze.
  public enum Setting: UInt8, Sendable { case free, on, off }

  public static let keyword = "gates"
  public static let synopsis = "of=COUNT [channels=LIST] [block=off] [kind=dynamic]"
  public static let summary = "decides by image which channels stay open"
  public static let isTyped = false

  private static let temperature: Float = 2 / 3

  /// The gated layer's channels that the gates stand for, by their numbers before any left.
  public var channels: [Int]
  /// Channels before any left.
  public var originalCount: Int
  /// Whether one more gate, the last, stands for the whole block.
  public var hasBlockGate: Bool
  /// Dynamic or static.
  public var kind: Kind
  /// How the gradient passes the threshold.
  public var estimator: Estimator
  /// Neurons of W1, between the pooled channels and the logits.
  public var hidden: Int
  /// By gate, the block's last.
  public var settings: [Setting]

  /// Gates in all: one for each channel that is left, and the block's.
  public var gateCount: Int { channels.count + (hasBlockGate ? 1 : 0) }

  /// A module for `channels` channels, every gate free.
  public init(
    channels: Int, hasBlockGate: Bool, kind: Kind = .dynamic,
    estimator: Estimator = .straightThrough, hidden: Int = 16
  ) {
    self.channels = Array(0..<channels)
    originalCount = channels
    self.hasBlockGate = hasBlockGate
    self.kind = kind
    self.estimator = estimator
    self.hidden = hidden
    settings = Array(repeating: .free, count: channels + (hasBlockGate ? 1 : 0))
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    originalCount = try arguments.option("of", or: 0)
    hasBlockGate = try arguments.flag("block", or: false)
    hidden = try arguments.option("hidden", or: 16, least: 1)
    let kindText = arguments.text("kind") ?? Kind.dynamic.rawValue
    let estimatorText = arguments.text("estimator") ?? Estimator.straightThrough.rawValue
    guard let kind = Kind(rawValue: kindText), let estimator = Estimator(rawValue: estimatorText)
    else { throw LayerError("gates are not ‘\(kindText)’ or ‘\(estimatorText)’") }
    self.kind = kind
    self.estimator = estimator
    let listed = try Self.list(&arguments, "channels", below: originalCount)
    channels = listed
    settings = Array(repeating: .free, count: listed.count + (hasBlockGate ? 1 : 0))
    for (key, setting) in [("on", Setting.on), ("off", Setting.off)] {
      for index in try Self.list(&arguments, key, below: settings.count) {
        settings[index] = setting
      }
    }
  }

  private static func list(
    _ arguments: inout LayerArguments, _ key: String, below limit: Int
  ) throws(LayerError) -> [Int] {
    guard let text = arguments.text(key) else { return [] }
    guard let list = IndexList(text, limit: limit - 1),
      Set(list.indices).count == list.indices.count
    else { throw LayerError("\(key) lists numbers below \(limit), not ‘\(text)’", word: text) }
    return list.indices
  }

  public var text: String {
    var text = "gates of=\(originalCount)"
    if !channels.isEmpty { text += " channels=\(IndexList(channels))" }
    if hasBlockGate { text += " block=on" }
    if kind != .dynamic { text += " kind=\(kind.rawValue)" }
    if estimator != .straightThrough { text += " estimator=\(estimator.rawValue)" }
    if hidden != 16 { text += " hidden=\(hidden)" }
    for (key, setting) in [("on", Setting.on), ("off", Setting.off)] {
      let indices = settings.indices.filter { settings[$0] == setting }
      if !indices.isEmpty { text += " \(key)=\(IndexList(indices))" }
    }
    return text
  }

  public var label: String { "\(kind.rawValue) gates" }
  public var isFused: Bool { true }
  public var flow: ChannelFlow { .decides }
  public var operation: LayerOperation.Kind { .gate }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    _ = try only(inputs)
    guard gateCount > 0 else { throw LayerError("a gate module without gates") }
    return Shape(gateCount)
  }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let n = gateCount
    guard kind == .dynamic else {
      // A spread keeps identical logits from crossing all at once.
      return [ParameterSpec("logit", .gate, [n], .normal(mean: 2, deviation: 0.5))]
    }
    return [
      ParameterSpec(
        "hidden", .gate, [hidden, inputs[0].channels], .uniform(inputs: inputs[0].channels)),
      ParameterSpec("scale", .gate, [hidden], .constant(1)),
      ParameterSpec("shift", .gate, [hidden], .constant(0)),
      ParameterSpec("weight", .gate, [n, hidden], .uniform(inputs: hidden)),
      ParameterSpec("bias", .gate, [n], .constant(2)),
    ]
  }

  public func buffers(of inputs: [Shape]) -> [BufferSpec] {
    kind == .static ? [] : [BufferSpec("mean", [hidden], 0), BufferSpec("variance", [hidden], 1)]
  }

  public func work(of inputs: [Shape]) -> Work {
    let work = freeWork(of: inputs)
    return constants == nil
      ? work : Work(connections: work.connections, parameters: work.parameters)
  }

  private func freeWork(of inputs: [Shape]) -> Work {
    let n = Double(gateCount)
    guard kind == .dynamic else {
      return Work(parameters: n, outputElements: n, weightElements: n, vectorOperations: n)
    }
    let mean = Shape(inputs[0].channels)
    let inner = Shape(hidden)
    var work =
      Work.products(
        weights: hidden * mean.size, positions: 1, biases: 0, input: mean, output: inner)
      + .products(
        weights: gateCount * hidden, positions: 1, biases: gateCount, input: inner,
        output: Shape(gateCount))
    // The mean over positions, the batch norm of the hidden units, the sigmoid and its threshold.
    work.inputElements += Double(inputs[0].size)
    work.vectorOperations += Double(inputs[0].size + 2 * hidden + 2 * gateCount)
    work.parameters += 2 * Double(hidden)
    work.weightElements += 4 * Double(hidden)
    return work
  }

  /// The gates where no image has a say: every one was set by hand, by a floor or by the freeze.
  /// Such a module computes nothing; its logits are recorded as what the gates are.
  public var constants: [Float]? {
    settings.contains(.free) ? nil : forced.compactMap { $0 }
  }

  /// What each gate is where its logit does not decide.
  public var forced: [Float?] {
    settings.map { $0 == .free ? nil : $0 == .on ? 1 : 0 }
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    if let constants {
      let gates = Activations.constant(by: constants, count: inputs[0].count)
      let variable = Variable(gates, tracked: false)
      pass.pass.gates.append(
        GateRecord(node: pass.node, gates: variable, openness: gates, logits: variable))
      return variable
    }
    let z = kind == .static ? staticLogits(inputs[0].count, pass) : logits(inputs[0], pass)
    let isNoisy = estimator == .gumbel && pass.isTraining
    let decided =
      isNoisy
      ? z.value.withLogisticNoise(
        temperature: Self.temperature, pass.generator, firstImage: pass.pass.firstImage)
      : z.value
    let p = decided.sigmoid()
    let forced = self.forced
    let gates = pass.output(decided.thresholded(forced: forced)) { dg in
      z.accumulate(
        p.straightThroughGradient(
          dg, forced: forced, slope: isNoisy ? 1 / Self.temperature : 1))
    }
    pass.pass.gates.append(
      GateRecord(node: pass.node, gates: gates, openness: p, logits: z))
    return gates
  }

  private func logits(_ x: Variable, _ pass: NodePass) -> Variable {
    let pooled = x.shape.isVector ? x : pass.pool(x)
    let hidden = pass.convolve(pooled, weight: 0, bias: nil, .point)
    let active = pass.normalize(hidden, parameter: 1, buffer: 0, Rectifier())
    return pass.convolve(active, weight: 3, bias: 4, .point)
  }

  private func staticLogits(_ count: Int, _ pass: NodePass) -> Variable {
    pass.output(.constant(by: pass.parameter(0).values, count: count)) { dz in
      pass.accumulate(Convolution.startBiasGradient(dz), at: 0)
    }
  }

  /// The gates of each image, from its own features where the module is dynamic.
  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    let x = inputs[0]
    if let constants { return builder.constant(constants, like: x) }
    let forced = self.forced
    guard kind == .dynamic else {
      let logits = node.parameter(0)
      let gates = zip(logits, forced).map { logit, forced in forced ?? (logit > 0 ? 1 : 0) }
      return builder.constant(gates, like: x)
    }
    let norm = FoldedNorm(node, parameter: 1)
    let inner = builder.multiply(
      builder.globalPool(x), weight: node.parameter(0),
      bias: Array(repeating: 0, count: hidden))
    let active = builder.affine(inner, scale: norm.scale, shift: norm.shift, rectified: true)
    let logits = builder.multiply(active, weight: node.parameter(3), bias: node.parameter(4))
    return builder.threshold(logits, forced: forced)
  }

  /// - Parameter outputs: the gates to keep, by position.
  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs kept: [Int]?) -> Narrowing {
    let rows = kept ?? Array(0..<gateCount)
    var module = self
    module.channels = rows.filter { $0 < channels.count }.map { channels[$0] }
    module.hasBlockGate = hasBlockGate && rows.contains(channels.count)
    module.settings = rows.map { settings[$0] }
    let gates = Selection(rows: rows)
    guard kind == .dynamic else { return Narrowing(module, outputs: rows, parameters: [gates]) }
    return Narrowing(
      module, outputs: rows,
      parameters: [
        Selection(columns: inputs[0]), Selection(), Selection(), gates, gates,
      ],
      buffers: [Selection(), Selection()])
  }
}
