import Costs
import Tensors

/// `y = 1 / (1 + e⁻ˣ)`.
public struct SigmoidLayer: Layer {
  public static let keyword = "sigmoid"
  public static let synopsis = ""
  public static let summary = "squashes every number into 0…1"

  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "sigmoid" }
  public var isFused: Bool { true }
  public var operation: LayerOperation.Kind { .sigmoid }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(4 * inputs[0].size, input: inputs[0], output: inputs[0])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = x.value.sigmoid()
    return pass.output(y, tracked: x.isTracked) { dy in x.accumulate(y.sigmoidGradient(dy)) }
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Sigmoid", operators.values)
  }
}
