import Costs
import Tensors

/// `y = max(x, 0)`.
public struct ReLU: ElementwiseLayer, FollowingLayer {
  public static let keyword = "relu"
  public static let summary = "negative numbers become zero"
  public static let operations = 1

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var operation: LayerOperation.Kind { .relu }

  var rectifier: Rectifier? { Rectifier() }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = x.followed(by: Epilogue(isRectified: true))
    return pass.output(y, tracked: x.isTracked, rectified: true) { x.accumulate($0) }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.rectify(inputs[0])
  }

  func join(_ product: inout FoldedProduct, _ node: CompiledNode) -> Bool { product.rectify() }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply("relu", "v > 0.0f ? v : 0.0f")
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("torch.relu(\(module.x))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Relu", operators.values)
  }
}
