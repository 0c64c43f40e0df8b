import Costs
import Tensors

/// `y = x · min(max(x + 3, 0), 6) / 6`, silu with a sigmoid of straight lines (Howard et al.,
/// MobileNetV3, ICCV 2019).
public struct HardSwish: FunctionLayer {
  public static let keyword = "hardswish"
  public static let summary = "x times its hard sigmoid"
  /// Those of a hard sigmoid, and a product.
  public static let operations = 5

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var function: PointFunction { .hardSwish }

  /// As x times its HardSigmoid: the operator HardSwish came with set 14.
  public func writeOperators(to operators: inout OperatorWriter) {
    let x = operators.values[0]
    operators.end("Mul", [x, operators.add("HardSigmoid", [x], HardSigmoid.attributes)])
  }
}
