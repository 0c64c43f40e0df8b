import Costs
import Tensors

/// A kind of layer: what it asks for, what it computes, what it costs, how channels flow through
/// it, how it gets narrower, how it runs on a few images, what it is in ONNX, C and PyTorch.
///
/// A layer describes; its numbers live in the network. One file a layer, one line in
/// `LayerCatalog`; nobody else asks which layer it is. Batches hold 16 images in the lanes, shapes
/// are those of one image.
///
/// Needed are the words, `output`, `operation` unless no tool knows it, and `forward` with the way
/// back. An `ElementwiseLayer` needs less.
public protocol Layer: Sendable {
  /// The word after `add`.
  static var keyword: String { get }
  /// The words and options after the keyword.
  static var synopsis: String { get }
  /// A line for `help`.
  static var summary: String { get }
  /// What automatic names begin with, as `conv` in `conv1`; the keyword unless said.
  static var stem: String { get }
  /// Whether people add it; a layer that only the program puts in says no.
  static var isTyped: Bool { get }

  /// Reads what was typed.
  init(_ arguments: inout LayerArguments) throws(LayerError)

  /// The keyword and arguments as they would be typed.
  var text: String { get }
  /// What a table shows of it; the text unless said.
  var label: String { get }
  /// What leaves of it with a channel, in words: `filters`.
  var partNoun: String { get }

  /// The shape that comes out, or why these inputs do not fit.
  func output(of inputs: [Shape]) throws(LayerError) -> Shape
  /// The parameters it asks for, in the order in which `NodePass` numbers them; none unless said.
  func parameters(of inputs: [Shape]) -> [ParameterSpec]
  /// The buffers it asks for; none unless said.
  func buffers(of inputs: [Shape]) -> [BufferSpec]

  /// The work of one image; none unless said.
  func work(of inputs: [Shape]) -> Work
  /// What a counting tool sees in it; `.other` where no tool was asked.
  var operation: LayerOperation.Kind { get }
  /// Whether the work rides along with the layer before, without memory traffic of its own.
  var isFused: Bool { get }
  /// Its products, where they are its work.
  func product(on shape: Shape) -> Product?

  /// How channels flow through it. Unless said they mix: what stands in front keeps its channels.
  var flow: ChannelFlow { get }
  /// The origin of each output channel; nil where they have none. Of what carries, adds, multiplies
  /// or gates: the same channel of the first input, unless said.
  func origins(of inputs: [Shape]) -> [ChannelOrigin]?
  /// The layer with fewer channels; asked only where its flow lets them leave.
  ///
  /// - Parameters:
  ///   - inputs: the channels kept of each input.
  ///   - shapes: the inputs' shapes before.
  ///   - outputs: the output channels to keep, for layers that make channels of their own.
  func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing

  /// Runs a batch, and records the way back.
  func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable

  /// The layer in evaluation as steps for the latency of a few images. Unless said, `forward` does
  /// it, and `benchmark` says so: most of its lanes stay empty.
  func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue

  /// Writes the layer, as it is in evaluation, as operators of ONNX.
  ///
  /// - Throws: where it has no form there.
  func writeOperators(to operators: inout OperatorWriter) throws(LayerError)

  /// Writes the layer, as it is in evaluation, as calls in C. A layer of products needs no form of
  /// its own: `FoldedProduct` has it.
  ///
  /// - Throws: where it has no form there.
  func writeC(_ node: CompiledNode, to c: inout CWriter) throws(LayerError)

  /// Writes the layer as PyTorch has it.
  ///
  /// - Throws: where it has no form there.
  func writeModule(to module: inout ModuleWriter) throws(LayerError)
}

extension Layer {
  public static var stem: String { keyword }
  public static var isTyped: Bool { true }
  public var label: String { text }
  public var partNoun: String { "its own numbers" }
  public func parameters(of inputs: [Shape]) -> [ParameterSpec] { [] }
  public func buffers(of inputs: [Shape]) -> [BufferSpec] { [] }
  public func work(of inputs: [Shape]) -> Work { .zero }
  public var operation: LayerOperation.Kind { .other }
  public var isFused: Bool { false }
  public func product(on shape: Shape) -> Product? { nil }
  public var flow: ChannelFlow { .mixes }

  public func origins(of inputs: [Shape]) -> [ChannelOrigin]? {
    switch flow {
    case .carries, .adds, .multiplies, .gates:
      (0..<inputs[0].channels).map { ChannelOrigin(input: 0, channel: $0) }
    case .makes, .makesInGroups, .pads, .mixes, .decides: nil
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.runInLanes(inputs, to: node.shape) { node.forward($0) }
  }

  public func writeOperators(to operators: inout OperatorWriter) throws(LayerError) {
    throw LayerError("‘\(Self.keyword)’ has no form in ONNX")
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) throws(LayerError) {
    throw LayerError("‘\(Self.keyword)’ has no form in C")
  }

  public func writeModule(to module: inout ModuleWriter) throws(LayerError) {
    throw LayerError("‘\(Self.keyword)’ has no form in PyTorch")
  }

  /// The single input of a layer that takes one.
  func only(_ inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count == 1 else {
      throw LayerError("‘\(Self.keyword)’ takes one input, not \(inputs.count)")
    }
    return inputs[0]
  }
}

/// `max(x, 0)`, at most `cap` where there is one.
struct Rectifier {
  var cap: Float?
}

/// A layer that can apply a rectifier to its own output in the same pass over memory.
protocol RectifyingLayer: Layer {
  /// Whether it takes a rectifier with a cap along, on the way back too.
  static var takesCap: Bool { get }
  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable
}

extension RectifyingLayer {
  static var takesCap: Bool { false }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    forward(inputs, pass, with: nil)
  }

  /// Whether it takes `layer`, its only reader, along.
  func takes(_ layer: any Layer) -> Rectifier? {
    guard let rectifier = (layer as? any FollowingLayer)?.rectifier else { return nil }
    return rectifier.cap == nil || Self.takesCap ? rectifier : nil
  }
}

/// A layer that another may compute along with its own numbers.
protocol FollowingLayer: Layer {
  /// What it is, if a `RectifyingLayer` in front of it can take it along.
  var rectifier: Rectifier? { get }
  /// Joins the product in front of it, whose only reader it is, for few images; false where that
  /// cannot take it along.
  func join(_ product: inout FoldedProduct, _ node: CompiledNode) -> Bool
}

extension FollowingLayer {
  var rectifier: Rectifier? { nil }
}
