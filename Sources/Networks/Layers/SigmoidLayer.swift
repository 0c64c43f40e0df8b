import Costs
import Tensors

/// `y = 1 / (1 + e⁻ˣ)`.
public struct SigmoidLayer: ElementwiseLayer {
  public static let keyword = "sigmoid"
  public static let summary = "squashes every number into 0…1"
  public static let operations = 4
  public static let keepsZeros = false

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var operation: LayerOperation.Kind { .sigmoid }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = x.value.sigmoid()
    return pass.output(y, tracked: x.isTracked) { dy in x.accumulate(y.sigmoidGradient(dy)) }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.sigmoid(inputs[0])
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.apply("sigmoid", "1.0f / (1.0f + expf(-v))")
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("torch.sigmoid(\(module.x))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Sigmoid", operators.values)
  }
}
