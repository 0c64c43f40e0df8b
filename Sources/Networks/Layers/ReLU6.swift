import Costs
import Tensors

/// `y = min(max(x, 0), 6)` (Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010).
public struct ReLU6: FunctionLayer, FollowingLayer {
  public static let keyword = "relu6"
  public static let summary = "negative numbers become zero, those above 6 become 6"
  public static let operations = 2

  /// The largest number that comes out.
  private static let cap = 6.0

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var operation: LayerOperation.Kind { .relu6 }
  public var function: PointFunction { .cappedReLU(cap: Float(Self.cap)) }

  var rectifier: Rectifier? { Rectifier(cap: Float(Self.cap)) }

  /// Outside training it joins the pass over memory that makes its input.
  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    guard !pass.isRecording else { return apply(to: inputs[0], pass) }
    let epilogue = Epilogue(isRectified: true, cap: Float(Self.cap))
    return pass.joined(inputs[0], epilogue)
      ?? pass.output(inputs[0].followed(by: epilogue), tracked: false) { _ in }
  }

  func join(_ product: inout FoldedProduct, _ node: CompiledNode) -> Bool {
    product.rectify(upTo: Float(Self.cap))
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply("relu_up_to", "v > cap ? cap : v > 0.0f ? v : 0.0f", [("cap", Float(Self.cap))])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("functional.relu6(\(module.x))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let clip = operators.settings(
      operators.values, [("min", .single(0)), ("max", .single(Float(Self.cap)))], since: 11)
    operators.end("Clip", clip.inputs, clip.attributes)
  }
}
