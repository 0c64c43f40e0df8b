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

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply(
      "hard_swish", "v < -3.0f ? 0.0f : v > 3.0f ? v : v * (v + 3.0f) * sixth",
      [("sixth", 1 / 6)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.hardswish(\(module.x))")
  }

  /// Before set 14, with which the operator came, as x times its HardSigmoid.
  public func writeOperators(to operators: inout OperatorWriter) {
    guard !operators.isAtLeast(14) else { return operators.end("HardSwish", operators.values) }
    let x = operators.values[0]
    operators.end("Mul", [x, operators.add("HardSigmoid", [x], HardSigmoid.attributes)])
  }
}
