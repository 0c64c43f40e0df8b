import Costs
import Tensors

/// The sum of its inputs, which have one shape.
public struct Sum: RectifyingLayer, FollowingLayer {
  public static let keyword = "sum"
  public static let synopsis = "from=NAME,NAME"
  public static let summary = "adds layers of one shape"

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "sum" }
  public var operation: LayerOperation.Kind { .sum }
  public var flow: ChannelFlow { .adds }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count >= 2 else {
      throw LayerError("‘sum’ adds two inputs or more", hint: "from=NAME,NAME names them")
    }
    for shape in inputs where shape != inputs[0] {
      throw LayerError(
        "‘sum’ adds inputs of one shape, not \(inputs[0]) and \(shape)",
        hint: "a shortcut or a 1x1 convolution brings them together")
    }
    return inputs[0]
  }

  public func work(of inputs: [Shape]) -> Work {
    var work = Work.elementwise(
      (inputs.count - 1) * inputs[0].size, input: inputs[0], output: inputs[0])
    work.inputElements *= Double(inputs.count)
    return work
  }

  func forward(_ inputs: [Variable], _ pass: NodePass, with rectifier: Rectifier?) -> Variable {
    // The branch waits for its shortcut: what was computed first has nothing left to do.
    let last = inputs.count == 2 && inputs[1].isComputed ? 0 : inputs.count - 1
    var others = inputs.indices.filter { $0 != last }.map { inputs[$0].value }[...]
    let first = others.removeFirst()
    let total = others.reduce(first) { $0.adding($1) }
    let y = inputs[last].followed(by: Epilogue(added: total, isRectified: rectifier != nil))
    return pass.output(y, tracked: inputs.contains { $0.isTracked }, rectified: rectifier != nil) {
      dy in
      for input in inputs { input.accumulate(dy) }
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    inputs.dropFirst().reduce(inputs[0]) { builder.add($0, $1) }
  }

  func join(_ product: inout FoldedProduct, _ node: CompiledNode) -> Bool {
    product.add(node.inputs)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    let count = CArgument.integer(c.output.size)
    c.call(.add, [.overwritten(0), .overwritten(1), .result(), count])
    for input in c.shapes.indices.dropFirst(2) {
      c.call(.add, [.result(), .input(input), .result(), count])
    }
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write(module.inputs.joined(separator: " + "))
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    var total = operators.values[0]
    for value in operators.values.dropFirst().dropLast() {
      total = operators.add("Add", [total, value])
    }
    operators.end("Add", [total, operators.values.last!])
  }
}

extension CFunction {
  /// The sum of two values, which may be the result itself.
  static let add = CFunction(
    name: "add",
    source: """
      static void add(const float *a, const float *b, float *y, size_t count) {
        for (size_t i = 0; i < count; i++) y[i] = a[i] + b[i];
      }
      """)
}
