import Costs
import Tensors

/// What maximum and average pooling share: a square window that moves by a stride.
protocol PoolingLayer: Layer {
  static var kind: Pooling.Kind { get }
  var window: Pooling.Window { get }
  init(_ window: Pooling.Window)
}

extension PoolingLayer {
  /// A maximum leaves out what lies outside of the map; a mean has no such margin.
  private static var isPadded: Bool { kind == .maximum }

  public static var synopsis: String { "WINDOW [stride=WINDOW]" + (isPadded ? " [pad=0]" : "") }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let size = try arguments.count("a window", or: 2)
    let stride = try arguments.option("stride", or: size, least: 1)
    let padding = Self.isPadded ? try arguments.option("pad", or: 0) : 0
    guard padding <= size / 2 else {
      throw LayerError(
        "pad is at most half of the window, \(size / 2), not \(padding)", word: "pad=\(padding)")
    }
    self.init(Pooling.Window(size, stride: stride, padding: padding))
  }

  public var text: String {
    "\(Self.keyword) \(window.size)"
      + (window.stride == window.size ? "" : " stride=\(window.stride)")
      + (window.padding == 0 ? "" : " pad=\(window.padding)")
  }

  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard let output = window.output(of: shape) else {
      throw LayerError(
        "a window of \(window.size)x\(window.size) does not fit into \(shape)",
        hint: "a smaller window", word: "\(window.size)")
    }
    return output
  }

  public func work(of inputs: [Shape]) -> Work {
    let output = window.output(of: inputs[0])!
    return .elementwise(
      output.size * max(1, window.size * window.size - 1), input: inputs[0], output: output)
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.pool(inputs[0], Self.kind, window)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    let frame = CArgument.frame(
      c.shape, c.output, window: (window.size, window.size), stride: window.stride,
      padding: window.padding)
    c.call(
      Self.kind == .maximum ? .largestOfWindow : .meanOfWindow, [.input(0), .result(), frame])
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let type = Self.kind == .maximum ? "MaxPool" : "AveragePool"
    operators.endMap(
      type, [operators.map()],
      [
        ("kernel_shape", .integers([window.size, window.size])),
        ("strides", .integers([window.stride, window.stride])),
        ("pads", .integers(Array(repeating: window.padding, count: 4))),
      ])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = Pooling.forward(x.value, Self.kind, window)
    return pass.output(y, tracked: x.isTracked) { dy in
      x.accumulate { added, rectified in
        Pooling.gradient(
          x.value, y, dy, Self.kind, window, added: added,
          rectified: rectified != nil)
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
              const int32_t top = row * f.stride - f.padding;
              for (int32_t column = 0; column < f.columns; column++) {
                const int32_t left = column * f.stride - f.padding;
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
}
