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
      return pass.rearrange(x, by: rearrangement(of: x.shape))
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

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      mode == .nearest ? .repetition : .interpolation,
      [
        .input(0), .result(), .integer(c.shape.channels), .integer(c.shape.height),
        .integer(c.shape.width), .integer(rows), .integer(columns),
      ])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write(
      "functional.interpolate(\(module.map), scale_factor=(\(rows), \(columns)), "
        + "mode=\"\(mode.rawValue)\")")
    module.endMap()
  }

  public func writeOperators(to operators: inout OperatorWriter) throws(LayerError) {
    // Before, a region had to be named that nothing reads.
    try operators.needs(13)
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

extension CFunction {
  /// Each number several times.
  static let repetition = CFunction(
    name: "repeat",
    source: """
      /* y[c][row][column] = x[c][row / rows][column / columns]. */
      static void repeat(const float *x, float *y, int32_t channels, int32_t height, int32_t width,
                         int32_t rows, int32_t columns) {
        for (int32_t c = 0; c < channels; c++, x += (size_t)height * width) {
          for (int32_t row = 0; row < height * rows; row++) {
            for (int32_t column = 0; column < width * columns; column++) {
              *y++ = x[(size_t)(row / rows) * width + column / columns];
            }
          }
        }
      }
      """)

  /// Straight lines, at half pixels.
  static let interpolation = CFunction(
    name: "interpolate",
    source: """
      /* Straight lines between the numbers of x: y at (i + 1/2) / factor - 1/2. */
      static void interpolate(const float *x, float *y, int32_t channels, int32_t height,
                              int32_t width, int32_t rows, int32_t columns) {
        for (int32_t c = 0; c < channels; c++, x += (size_t)height * width) {
          for (int32_t row = 0; row < height * rows; row++) {
            const int32_t down = 2 * row + 1 < rows ? 0 : 2 * row + 1 - rows;
            const int32_t top = down / (2 * rows), below = top + 1 < height ? top + 1 : top;
            const float v = (float)(down % (2 * rows)) / (float)(2 * rows);
            for (int32_t column = 0; column < width * columns; column++) {
              const int32_t across = 2 * column + 1 < columns ? 0 : 2 * column + 1 - columns;
              const int32_t left = across / (2 * columns);
              const int32_t right = left + 1 < width ? left + 1 : left;
              const float h = (float)(across % (2 * columns)) / (float)(2 * columns);
              const float *a = x + (size_t)top * width, *b = x + (size_t)below * width;
              *y++ = (a[left] * (1.0f - h) + a[right] * h) * (1.0f - v)
                     + (b[left] * (1.0f - h) + b[right] * h) * v;
            }
          }
        }
      }
      """)
}
