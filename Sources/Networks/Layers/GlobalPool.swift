import Costs
import Tensors

/// The mean of each channel's map.
public struct GlobalPool: Layer {
  public static let keyword = "globalpool"
  public static let synopsis = ""
  public static let summary = "the mean of each channel"
  public static let stem = "pool"

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "globalpool" }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }
  public var operation: LayerOperation.Kind { .globalPool }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    Shape(try only(inputs).channels)
  }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(inputs[0].size, input: inputs[0], output: Shape(inputs[0].channels))
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable { pass.pool(inputs[0]) }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.globalPool(inputs[0])
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endMap("GlobalAveragePool", [operators.map()])
  }
}

extension NodePass {
  func pool(_ x: Variable) -> Variable {
    let shape = x.shape
    return output(Pooling.global(x.value), tracked: x.isTracked) { dy in
      x.accumulate(onto: { Pooling.globalGradient(dy, input: shape, added: $0) })
    }
  }
}
