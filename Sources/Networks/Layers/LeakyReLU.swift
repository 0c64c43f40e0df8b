import Costs
import Tensors

/// `y = x` above zero, else `slope · x` (Maas, Hannun and Ng, ICML 2013).
public struct LeakyReLU: FunctionLayer {
  public static let keyword = "leakyrelu"
  public static let synopsis = "[slope=0.01]"
  public static let summary = "negative numbers become small"
  public static let operations = 2

  /// From 0 to 1.
  public var slope: Double

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    slope = try arguments.number("slope", or: 0.01, in: 0...1)
  }

  public var text: String { "leakyrelu" + (slope == 0.01 ? "" : " slope=\(slope)") }
  public var function: PointFunction { .leakyReLU(slope: Float(slope)) }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply("leaky_relu", "v > 0.0f ? v : slope * v", [("slope", Float(slope))])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.leaky_relu(\(module.x), \(slope))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("LeakyRelu", operators.values, [("alpha", .single(Float(slope)))])
  }
}
