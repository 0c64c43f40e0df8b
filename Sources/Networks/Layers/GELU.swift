import Costs
import Tensors

/// `y = x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`: x times the share of a normal distribution
/// below it, in the form with tanh (Hendrycks and Gimpel, arXiv 1606.08415, 2016).
public struct GELU: FunctionLayer {
  public static let keyword = "gelu"
  public static let summary = "a smooth rectifier: x times the normal distribution's share below x"
  /// Four of the polynomial, the four of a sigmoid, a product.
  public static let operations = 9

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var function: PointFunction { .gelu }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply(
      "gelu", "v / (1.0f + expf(-v * (linear + cubic * v * v)))",
      [("linear", PointFunction.geluLinear), ("cubic", PointFunction.geluCubic)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.gelu(\(module.x), approximate=\"tanh\")")
  }

  /// Before set 20, with which the operator came, as `x · sigmoid(x (a + b x²))`: the same.
  public func writeOperators(to operators: inout OperatorWriter) {
    guard !operators.isAtLeast(20) else {
      return operators.end("Gelu", operators.values, [("approximate", .text("tanh"))])
    }
    let x = operators.values[0]
    let square = operators.add("Mul", [x, x])
    let curve = operators.add("Mul", [square, operators.constant(PointFunction.geluCubic)])
    let slope = operators.add("Add", [curve, operators.constant(PointFunction.geluLinear)])
    let share = operators.add("Sigmoid", [operators.add("Mul", [x, slope])])
    operators.end("Mul", [x, share])
  }
}
