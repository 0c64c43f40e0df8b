import Costs
import Tensors

/// A map as one vector, channel by channel.
public struct Flatten: Layer {
  public static let keyword = "flatten"
  public static let synopsis = ""
  public static let summary = "a map as one vector"

  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "flatten" }
  public var isFused: Bool { true }
  public var operation: LayerOperation.Kind { .flatten }

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

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.end("Flatten", operators.values, [("axis", .integer(1))])
  }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    let area = shapes[0].area
    return Narrowing(
      self, outputs: inputs[0].flatMap { channel in (0..<area).map { channel * area + $0 } })
  }
}
