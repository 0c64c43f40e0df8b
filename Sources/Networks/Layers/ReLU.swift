import Costs
import Tensors

/// `y = max(x, 0)`.
public struct ReLU: Layer {
  public static let keyword = "relu"
  public static let synopsis = ""
  public static let summary = "negative numbers become zero"

  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "relu" }
  public var isFused: Bool { true }
  public var keepsChannels: Bool { true }
  public var operation: LayerOperation.Kind { .relu }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(inputs[0].size, input: inputs[0], output: inputs[0])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = x.followed(by: Epilogue(isRectified: true))
    return pass.output(y, tracked: x.isTracked, rectified: true) { x.accumulate($0) }
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Relu", operators.values)
  }
}
