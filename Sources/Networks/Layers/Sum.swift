import Costs
import Tensors

/// The sum of its inputs, which have one shape.
public struct Sum: RectifyingLayer {
  public static let keyword = "sum"
  public static let synopsis = "from=NAME,NAME"
  public static let summary = "adds layers of one shape"

  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "sum" }

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

  func forward(_ inputs: [Variable], _ pass: NodePass, rectified: Bool) -> Variable {
    var total = inputs[0].value
    for input in inputs.dropFirst().dropLast(rectified ? 1 : 0) {
      total = total.adding(input.value)
    }
    let y = rectified ? total.addingRectified(inputs.last!.value) : total
    return pass.output(y, tracked: inputs.contains { $0.isTracked }) { dy in
      let gradient = rectified ? y.rectifierGradient(dy) : dy
      for input in inputs { input.accumulate(gradient) }
    }
  }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    precondition(inputs.allSatisfy { $0 == inputs[0] }, "summed layers lose the same channels")
    return Narrowing(self, outputs: inputs[0])
  }
}
