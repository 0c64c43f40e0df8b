import Costs
import Tensors

/// What maximum and average pooling share: a square window that moves by a stride.
protocol PoolingLayer: Layer {
  static var kind: Pooling.Kind { get }
  var window: Pooling.Window { get }
  init(_ window: Pooling.Window)
}

extension PoolingLayer {
  /// A maximum leaves out what lies outside of the map; a mean has no such margin.
  private static var isPadded: Bool { kind == .maximum }

  public static var synopsis: String { "WINDOW [stride=WINDOW]" + (isPadded ? " [pad=0]" : "") }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let size = try arguments.count("a window", or: 2)
    let stride = try arguments.option("stride", or: size, least: 1)
    let padding = Self.isPadded ? try arguments.option("pad", or: 0) : 0
    guard padding <= size / 2 else {
      throw LayerError(
        "pad is at most half of the window, \(size / 2), not \(padding)", word: "pad=\(padding)")
    }
    self.init(Pooling.Window(size, stride: stride, padding: padding))
  }

  public var text: String {
    "\(Self.keyword) \(window.size)"
      + (window.stride == window.size ? "" : " stride=\(window.stride)")
      + (window.padding == 0 ? "" : " pad=\(window.padding)")
  }

  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard let output = window.output(of: shape) else {
      throw LayerError(
        "a window of \(window.size)x\(window.size) does not fit into \(shape)",
        hint: "a smaller window", word: "\(window.size)")
    }
    return output
  }

  public func work(of inputs: [Shape]) -> Work {
    let output = window.output(of: inputs[0])!
    return .elementwise(
      output.size * max(1, window.size * window.size - 1), input: inputs[0], output: output)
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.pool(inputs[0], Self.kind, window)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let type = Self.kind == .maximum ? "MaxPool" : "AveragePool"
    operators.endMap(
      type, [operators.map()],
      [
        ("kernel_shape", .integers([window.size, window.size])),
        ("strides", .integers([window.stride, window.stride])),
        ("pads", .integers(Array(repeating: window.padding, count: 4))),
      ])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = Pooling.forward(x.value, Self.kind, window)
    return pass.output(y, tracked: x.isTracked) { dy in
      x.accumulate { added, rectified in
        Pooling.gradient(
          x.value, y, dy, Self.kind, window, added: added,
          rectified: rectified != nil)
      }
    }
  }
}
