import Costs
import Tensors

/// Maps so many times as high and as wide: each number repeated, or straight lines between numbers
/// (PyTorch's `nn.Upsample`, bilinear with `align_corners=False`).
public struct Upsample: Layer {
  /// What stands between the numbers of the input.
  public enum Mode: String, Sendable, CaseIterable { case nearest, bilinear }

  public static let keyword = "upsample"
  public static let synopsis = "FACTOR [mode=nearest]"
  public static let summary = "enlarges maps, by repeating numbers or by straight lines"

  /// How many times as many rows.
  public var rows: Int
  /// How many times as many columns.
  public var columns: Int
  /// Repeated numbers or straight lines.
  public var mode: Mode

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    (rows, columns) = try arguments.window(or: (2, 2))
    let word = arguments.text("mode") ?? Mode.nearest.rawValue
    guard let mode = Mode(rawValue: word) else {
      throw LayerError("mode is nearest or bilinear, not ‘\(word)’", word: "mode=\(word)")
    }
    self.mode = mode
  }

  public var text: String {
    "upsample \(LayerArguments.text((rows, columns)))"
      + (mode == .nearest ? "" : " mode=\(mode.rawValue)")
  }

  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    return Shape(shape.channels, shape.height * rows, shape.width * columns)
  }

  /// Straight lines: four products and three sums for each number.
  public func work(of inputs: [Shape]) -> Work {
    let output = Shape(
      inputs[0].channels, inputs[0].height * rows, inputs[0].width * columns)
    return .elementwise(
      mode == .nearest ? 0 : 7 * output.size, input: inputs[0], output: output)
  }

  private func rearrangement(of shape: Shape) -> Rearrangement {
    .repeating(shape, rows: rows, columns: columns)
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    guard mode == .bilinear else {
      let rearrangement = rearrangement(of: x.shape)
      return pass.output(x.value.rearranged(by: rearrangement), tracked: x.isTracked) { dy in
        x.accumulate(dy.rearrangedGradient(of: rearrangement))
      }
    }
    let lines = Interpolation(x.shape, rows: rows, columns: columns)
    return pass.output(lines.forward(x.value), tracked: x.isTracked) { dy in
      x.accumulate(lines.gradient(dy))
    }
  }

  /// Straight lines run in lanes.
  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    mode == .nearest
      ? builder.rearrange(inputs[0], by: rearrangement(of: inputs[0].shape))
      : builder.runInLanes(inputs, to: node.shape) { node.forward($0) }
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let scales = operators.constant([1, 1, Float(rows), Float(columns)])
    let attributes: Operator.Attributes =
      mode == .nearest
      ? [
        ("mode", .text("nearest")), ("coordinate_transformation_mode", .text("asymmetric")),
        ("nearest_mode", .text("floor")),
      ] : [("mode", .text("linear")), ("coordinate_transformation_mode", .text("half_pixel"))]
    operators.endMap(
      "Resize", [operators.map(), OperatorWriter.absent, scales], attributes)
  }
}
