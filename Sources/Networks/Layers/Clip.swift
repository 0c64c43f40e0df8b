import Costs
import Tensors

/// `y = min(max(x, low), high)`; a bound that is not given is none. On a bound the gradient passes,
/// as with PyTorch's `clamp`.
public struct Clip: FunctionLayer {
  public static let keyword = "clip"
  public static let synopsis = "[low=NUMBER] [high=NUMBER]"
  public static let summary = "numbers below and above bounds become the bounds"
  public static let operations = 2

  /// The least number that comes out; nil for no bound.
  public var low: Double?
  /// The largest number that comes out; nil for no bound.
  public var high: Double?

  private static let range = -1e30...1e30

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    low = try arguments.number("low", in: Self.range)
    high = try arguments.number("high", in: Self.range)
    guard let bound = low ?? high else {
      throw LayerError("‘clip’ needs a bound", hint: "for example: add clip low=-1 high=1")
    }
    guard let high, bound > high else { return }
    throw LayerError(
      "low is at most high: \(bound) is above \(high)", hint: "the bounds the other way round")
  }

  public var text: String {
    Self.keyword + (low.map { " low=\($0)" } ?? "") + (high.map { " high=\($0)" } ?? "")
  }

  /// Infinite where there is none.
  private var bounds: (low: Float, high: Float) {
    (low.map { Float($0) } ?? -.infinity, high.map { Float($0) } ?? .infinity)
  }

  public var function: PointFunction {
    .clip(low: bounds.low, high: bounds.high)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply(
      "clip", "v < low ? low : v > high ? high : v",
      [("low", bounds.low), ("high", bounds.high)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    let bounds = [low, high].map { bound in bound.map { "\($0)" } ?? "None" }
    module.write("torch.clamp(\(module.x), \(bounds[0]), \(bounds[1]))")
  }

  /// A bound that is missing is an input without a name, as ONNX writes what is left out.
  public func writeOperators(to operators: inout OperatorWriter) {
    guard operators.isAtLeast(11) else {
      let bounds = [("min", low), ("max", high)].compactMap { name, bound in
        bound.map { (name, Operator.Attribute.single(Float($0))) }
      }
      return operators.end("Clip", operators.values, bounds)
    }
    let bounds = [low, high].map { bound in
      bound.map { operators.constant(Float($0)) } ?? OperatorWriter.absent
    }
    operators.end("Clip", operators.values + (high == nil ? [bounds[0]] : bounds))
  }
}
