import Costs
import Tensors

/// In training every number is zero with probability `rate`, else divided by `1 − rate`.
///
/// The draw is a function of (seed, step, layer, image, place). Srivastava et al., JMLR 2014.
public struct Dropout: ElementwiseLayer {
  public static let keyword = "dropout"
  public static let synopsis = "[RATE]"
  public static let summary = "zeroes numbers at random in training"
  public static let operations = 0

  /// The probability of a zero, 0 ≤ rate < 1.
  public var rate: Double

  /// - Parameter rate: from 0 to below 1.
  init(rate: Double) { self.rate = rate }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    rate = try arguments.share("the rate", or: 0.5)
  }

  public var text: String { "dropout \(rate)" }
  public var operation: LayerOperation.Kind { .dropout }

  /// Nothing in an inference.
  public func work(of inputs: [Shape]) -> Work { .zero }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    guard pass.isTraining, rate > 0 else { return x }
    let mask = Activations.dropout(
      x.count, x.shape, rate: Float(rate), pass.generator,
      firstImage: pass.pass.firstImage)
    return pass.output(x.value.multiplied(by: mask), tracked: x.isTracked) { dy in
      x.accumulate(dy.multiplied(by: mask))
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    inputs[0]
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) { c.pass() }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.dropout(\(module.x), \(rate), self.training)")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Identity", operators.values)
  }
}
