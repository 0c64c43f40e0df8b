import Costs
import Tensors

/// The channels of its inputs, one input after another.
public struct Concat: Layer {
  public static let keyword = "concat"
  public static let synopsis = "from=NAME,NAME"
  public static let summary = "puts channels one after another"

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "concat" }
  public var operation: LayerOperation.Kind { .concat }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count >= 2 else {
      throw LayerError("‘concat’ joins two inputs or more", hint: "from=NAME,NAME names them")
    }
    for shape in inputs where shape.height != inputs[0].height || shape.width != inputs[0].width {
      throw LayerError("‘concat’ joins maps of one size, not \(inputs[0]) and \(shape)")
    }
    return Shape(
      inputs.reduce(0) { $0 + $1.channels }, inputs[0].height, inputs[0].width)
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    pass.join(inputs)
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.join(inputs)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    var offset = 0
    for (input, shape) in c.shapes.enumerated() {
      c.call(.copy, [.input(input), .result(at: offset), .integer(shape.size)])
      offset += shape.size
    }
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("torch.cat([\(module.inputs.joined(separator: ", "))], 1)")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Concat", operators.values, [("axis", .integer(1))])
  }

  public func origins(of inputs: [Shape]) -> [ChannelOrigin]? {
    inputs.enumerated().flatMap { input, shape in
      (0..<shape.channels).map { ChannelOrigin(input: input, channel: $0) }
    }
  }
}

extension NodePass {
  /// The channels of all inputs, one input after another.
  func join(_ inputs: [Variable]) -> Variable {
    let y = Activations.concatenated(inputs.map { $0.value })
    return output(y, tracked: inputs.contains { $0.isTracked }) { dy in
      var first = 0
      for input in inputs {
        let end = first + input.shape.channels
        input.accumulate(dy.channels(first..<end))
        first = end
      }
    }
  }
}
