import Costs
import Tensors

/// `y = min(max(x + 3, 0), 6) / 6`, a sigmoid of straight lines in PyTorch's form (Courbariaux,
/// Bengio and David, BinaryConnect, NeurIPS 2015, have another slope).
public struct HardSigmoid: FunctionLayer {
  public static let keyword = "hardsigmoid"
  public static let summary = "squashes every number into 0…1 by straight lines"
  /// A sum, two bounds, a quotient.
  public static let operations = 4

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var function: PointFunction { .hardSigmoid }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply(
      "hard_sigmoid", "v < -3.0f ? 0.0f : v > 3.0f ? 1.0f : (v + 3.0f) * sixth",
      [("sixth", 1 / 6)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.hardsigmoid(\(module.x))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("HardSigmoid", operators.values, Self.attributes)
  }

  /// `max(0, min(1, alpha x + beta))`.
  static let attributes: Operator.Attributes = [
    ("alpha", .single(1 / 6)), ("beta", .single(0.5)),
  ]
}
