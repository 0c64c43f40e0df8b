import Costs
import Tensors

/// `y = x · sigmoid(x)`, also called swish (Elfwing, Uchibe and Doya, Neural Networks 2018).
public struct SiLU: FunctionLayer {
  public static let keyword = "silu"
  public static let summary = "a smooth rectifier: x times its sigmoid"
  /// Those of a sigmoid, and a product.
  public static let operations = 5

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var function: PointFunction { .silu }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply("silu", "v / (1.0f + expf(-v))")
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.silu(\(module.x))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let x = operators.values[0]
    operators.end("Mul", [x, operators.add("Sigmoid", [x])])
  }
}
