import Costs
import Tensors

/// A kind of layer: what it asks for, what it computes, what it costs, how it gets narrower.
///
/// A layer describes; its numbers live in the network. One file a layer, one line in
/// `LayerCatalog`.
public protocol Layer: Sendable {
  /// The word after `add`.
  static var keyword: String { get }
  /// The words and options after the keyword.
  static var synopsis: String { get }
  static var summary: String { get }
  /// What automatic names begin with, as `conv` in `conv1`.
  static var stem: String { get }

  init(_ arguments: inout LayerArguments) throws(LayerError)

  /// The keyword and arguments as they would be typed.
  var text: String { get }

  func output(of inputs: [Shape]) throws(LayerError) -> Shape
  func parameters(of inputs: [Shape]) -> [ParameterSpec]
  func buffers(of inputs: [Shape]) -> [BufferSpec]

  /// The work of one image.
  func work(of inputs: [Shape]) -> Work

  /// What a counting tool sees in it.
  var operation: LayerOperation.Kind { get }

  /// Whether the work rides along with the layer before, without memory traffic of its own.
  var isFused: Bool { get }

  /// Whether output channel c comes from input channel c alone and is zero where that is zero, or
  /// may be removed with it.
  var keepsChannels: Bool { get }

  func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable

  /// The layer with fewer channels.
  ///
  /// - Parameters:
  ///   - inputs: the channels kept of each input.
  ///   - shapes: the inputs' shapes before.
  ///   - outputs: the output channels to keep, for layers that make channels of their own.
  func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing

  /// Writes the layer, as it is in evaluation, as operators of ONNX.
  ///
  /// - Throws: where it has no form there.
  func writeOperators(to operators: inout OperatorWriter) throws(LayerError)
}

extension Layer {
  public static var stem: String { keyword }
  public func parameters(of inputs: [Shape]) -> [ParameterSpec] { [] }
  public func buffers(of inputs: [Shape]) -> [BufferSpec] { [] }
  public func work(of inputs: [Shape]) -> Work { .zero }
  public var isFused: Bool { false }
  public var keepsChannels: Bool { false }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    Narrowing(self, outputs: inputs[0])
  }

  public func writeOperators(to operators: inout OperatorWriter) throws(LayerError) {
    throw LayerError("‘\(Self.keyword)’ has no form in ONNX")
  }

  /// The single input of a layer that takes one.
  func only(_ inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count == 1 else {
      throw LayerError("‘\(Self.keyword)’ takes one input, not \(inputs.count)")
    }
    return inputs[0]
  }
}

/// A layer that can apply a rectifier to its own output in the same pass over memory.
protocol RectifyingLayer: Layer {
  func forward(_ inputs: [Variable], _ pass: NodePass, rectified: Bool) -> Variable
}

extension RectifyingLayer {
  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    forward(inputs, pass, rectified: false)
  }
}

/// Which slices of a tensor's first two dimensions stay; nil keeps all.
public struct Selection: Sendable, Codable {
  public var rows: [Int]?
  public var columns: [Int]?

  public init(rows: [Int]? = nil, columns: [Int]? = nil) {
    self.rows = rows
    self.columns = columns
  }
}

/// A layer after channels left: its new description, the channels it still puts out, and the slices
/// its parameters and buffers keep.
public struct Narrowing {
  public var layer: any Layer
  public var outputs: [Int]
  public var parameters: [Selection]
  public var buffers: [Selection]

  public init(
    _ layer: any Layer, outputs: [Int], parameters: [Selection] = [], buffers: [Selection] = []
  ) {
    self.layer = layer
    self.outputs = outputs
    self.parameters = parameters
    self.buffers = buffers
  }
}
