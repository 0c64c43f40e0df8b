import Costs
import Tensors

/// What maximum and average pooling share: a window that moves by a stride.
protocol PoolingLayer: Layer {
  static var kind: Pooling.Kind { get }
  var window: Pooling.Window { get }
  init(_ window: Pooling.Window)
}

extension PoolingLayer {
  private static var isMean: Bool { kind == .average }

  public static var synopsis: String {
    "WINDOW [stride=WINDOW] [pad=0] [ceil=off]" + (isMean ? " [count=all]" : "")
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let size = try arguments.window(or: (2, 2), limit: 1 << 20)
    var window = Pooling.Window(
      height: size.0, width: size.1,
      strides: try arguments.pair("stride", or: size, least: 1),
      margins: try arguments.margins("pad"))
    window.roundsUp = try arguments.flag("ceil", or: false)
    if Self.isMean { window.countsMargins = try Self.countsMargins(&arguments) }
    let margins = window.margins
    for (pad, size) in [
      (max(margins.top, margins.bottom), size.0), (max(margins.left, margins.right), size.1),
    ] where pad > size / 2 {
      throw LayerError(
        "pad is at most half of the window, \(size / 2), not \(pad)",
        word: "pad=\(LayerArguments.text(margins))")
    }
    self.init(window)
  }

  /// Whether a mean counts the zeros of the padding (`all`), or only what lies on the map.
  private static func countsMargins(
    _ arguments: inout LayerArguments
  ) throws(LayerError) -> Bool {
    guard let word = arguments.text("count") else { return true }
    guard ["all", "inside"].contains(word) else {
      throw LayerError("count is all or inside, not ‘\(word)’", word: "count=\(word)")
    }
    return word == "all"
  }

  private var size: String { LayerArguments.text((window.height, window.width)) }

  public var text: String {
    let stride = LayerArguments.text((window.rowStride, window.columnStride))
    return "\(Self.keyword) \(size)" + (stride == size ? "" : " stride=\(stride)")
      + (window.margins.even == 0 ? "" : " pad=\(LayerArguments.text(window.margins))")
      + (window.roundsUp ? " ceil=on" : "") + (window.countsMargins ? "" : " count=inside")
  }

  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard let output = window.output(of: shape) else {
      throw LayerError(
        "a window of \(window.height)x\(window.width) does not fit into \(shape)",
        hint: "a smaller window", word: size)
    }
    return output
  }

  public func work(of inputs: [Shape]) -> Work {
    let output = window.output(of: inputs[0])!
    return .elementwise(
      output.size * max(1, window.places - 1), input: inputs[0], output: output)
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.pool(inputs[0], Self.kind, window)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    let frame = CArgument.frame(
      c.shape, c.output,
      ConvolutionGeometry(
        kernelHeight: window.height, kernelWidth: window.width,
        strides: (window.rowStride, window.columnStride), margins: window.margins))
    let function: CFunction =
      !Self.isMean ? .largestOfWindow : window.countsMargins ? .meanWithMargins : .meanOfWindow
    c.call(function, [.input(0), .result(), frame])
  }

  public func writeModule(to module: inout ModuleWriter) throws(LayerError) {
    guard let padding = window.margins.opposite else {
      throw LayerError("‘\(text)’ has uneven padding, which PyTorch's pooling has not")
    }
    module.write(
      "functional.\(Self.isMean ? "avg" : "max")_pool2d(\(module.map), "
        + "(\(window.height), \(window.width)), "
        + "stride=(\(window.rowStride), \(window.columnStride)), "
        + "padding=(\(padding.rows), \(padding.columns)), "
        + "ceil_mode=\(ModuleWriter.text(window.roundsUp))"
        + (Self.isMean ? ", count_include_pad=\(ModuleWriter.text(window.countsMargins))" : "")
        + ")")
    module.endMap()
  }

  public func writeOperators(to operators: inout OperatorWriter) throws(LayerError) {
    if window.roundsUp { try operators.needs(10) }
    var attributes: Operator.Attributes = [
      ("kernel_shape", .integers([window.height, window.width])),
      ("strides", .integers([window.rowStride, window.columnStride])),
      ("pads", .integers(window.margins.list)),
    ]
    if window.roundsUp { attributes.append(("ceil_mode", .integer(1))) }
    if Self.isMean, window.countsMargins, window.margins.even != 0 {
      attributes.append(("count_include_pad", .integer(1)))
    }
    operators.endMap(Self.isMean ? "AveragePool" : "MaxPool", [operators.map()], attributes)
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    pass.pool(inputs[0], Self.kind, window)
  }
}

extension NodePass {
  /// The largest number or the mean of each window.
  func pool(_ x: Variable, _ kind: Pooling.Kind, _ window: Pooling.Window) -> Variable {
    let y = Pooling.forward(x.value, kind, window)
    return output(y, tracked: x.isTracked) { dy in
      x.accumulate { added, rectified in
        Pooling.gradient(
          x.value, y, dy, kind, window, added: added, rectified: rectified != nil)
      }
    }
  }
}

extension CFunction {
  /// What lies outside of the map never counts.
  private static func pool(
    _ name: String, _ formula: String, start: String, step: String, end: String
  ) -> CFunction {
    CFunction(
      name: name,
      source: """
        /* \(formula) */
        static void \(name)(const float *x, float *y, frame f) {
          for (int32_t c = 0; c < f.channels; c++, x += (size_t)f.height * f.width) {
            for (int32_t row = 0; row < f.rows; row++) {
              const int32_t top = row * f.row_stride - f.top;
              for (int32_t column = 0; column < f.columns; column++) {
                const int32_t left = column * f.column_stride - f.left;
                \(start)
                for (int32_t i = top < 0 ? -top : 0; i < f.window_height; i++) {
                  if (top + i >= f.height) break;
                  for (int32_t j = left < 0 ? -left : 0; j < f.window_width; j++) {
                    if (left + j >= f.width) break;
                    const float v = x[(size_t)(top + i) * f.width + left + j];
                    \(step)
                  }
                }
                *y++ = \(end);
              }
            }
          }
        }
        """,
      needs: [frame])
  }

  static let largestOfWindow = pool(
    "max_pool", "y[c] = the largest number of each window.", start: "float largest = -INFINITY;",
    step: "if (v > largest) largest = v;", end: "largest")

  static let meanOfWindow = pool(
    "mean_pool", "y[c] = the mean of each window.", start: "float sum = 0.0f, count = 0.0f;",
    step: "sum += v, count += 1.0f;", end: "sum / count")

  static let meanWithMargins = pool(
    "mean_pool_with_margins", "y[c] = the mean of each window, margins counted as zeros.",
    start: """
      const int32_t down = f.height + f.bottom - top, across = f.width + f.right - left;
      const float count = (float)(down < f.window_height ? down : f.window_height)
                          * (float)(across < f.window_width ? across : f.window_width);
      float sum = 0.0f;
      """,
    step: "sum += v;", end: "sum / count")
}
