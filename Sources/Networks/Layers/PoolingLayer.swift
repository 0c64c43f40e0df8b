import Costs
import Tensors

/// What maximum and average pooling share: a square window that moves by a stride.
protocol PoolingLayer: Layer {
  static var kind: Pooling.Kind { get }
  var window: Int { get }
  var stride: Int { get }
  init(window: Int, stride: Int)
}

extension PoolingLayer {
  public static var synopsis: String { "WINDOW [stride=WINDOW]" }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let window = try arguments.count("a window", or: 2)
    self.init(
      window: window, stride: try arguments.option("stride", or: window, least: 1))
  }

  public var text: String {
    "\(Self.keyword) \(window)" + (stride == window ? "" : " stride=\(stride)")
  }

  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard let output = Pooling.output(of: shape, window: window, stride: stride) else {
      throw LayerError(
        "a window of \(window)x\(window) does not fit into \(shape)", hint: "a smaller window",
        word: "\(window)")
    }
    return output
  }

  public func work(of inputs: [Shape]) -> Work {
    let output = Pooling.output(of: inputs[0], window: window, stride: stride)!
    return .elementwise(
      output.size * max(1, window * window - 1), input: inputs[0], output: output)
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.pool(inputs[0], Self.kind, window: window, stride: stride)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let type = Self.kind == .maximum ? "MaxPool" : "AveragePool"
    operators.endMap(
      type, [operators.map()],
      [
        ("kernel_shape", .integers([window, window])), ("strides", .integers([stride, stride])),
      ])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = Pooling.forward(x.value, Self.kind, window: window, stride: stride)
    return pass.output(y, tracked: x.isTracked) { dy in
      x.accumulate { added, rectified in
        Pooling.gradient(
          x.value, y, dy, Self.kind, window: window, stride: stride, added: added,
          rectified: rectified != nil)
      }
    }
  }
}
