import Costs
import Tensors

/// A map as one vector, channel by channel.
public struct Flatten: Layer {
  public static let keyword = "flatten"
  public static let synopsis = ""
  public static let summary = "a map as one vector"

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "flatten" }
  public var isFused: Bool { true }
  public var operation: LayerOperation.Kind { .flatten }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    Shape(try only(inputs).size)
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let shape = x.shape
    return pass.output(x.value.reshaped(Shape(shape.size)), tracked: x.isTracked) { dy in
      x.accumulate(dy.reshaped(shape))
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.flatten(inputs[0])
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) { c.pass() }

  public func writeModule(to module: inout ModuleWriter) {
    module.write(module.vector)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Flatten", operators.values, [("axis", .integer(1))])
  }

  public func origins(of inputs: [Shape]) -> [ChannelOrigin]? {
    (0..<inputs[0].size).map { ChannelOrigin(input: 0, channel: $0 / inputs[0].area) }
  }
}
