import Tensors

extension FoldedProduct {
  /// The product with what is folded in, as one call; its second input is what is added.
  func writeC(to c: inout CWriter) {
    let values: [CArgument] = [
      .input(0), .result(), .numbers(weight, named: "weight"),
      bias.contains { $0 != 0 } ? .numbers(bias, named: "bias") : .none,
      added == nil ? .none : .overwritten(1),
    ]
    let bounds: [CArgument] = [
      .number(rectified ? 0 : -.infinity), .number(rectified ? cap : .infinity),
    ]
    guard let geometry else {
      return c.call(
        .multiply, values + [.integer(c.shape.size), .integer(c.output.size)] + bounds)
    }
    let frame = CArgument.frame(c.shape, c.output, geometry)
    c.call(.convolve, values + [frame] + bounds)
  }
}

extension CArgument {
  /// The window of a convolution, or of pooling.
  static func frame(
    _ input: Shape, _ output: Shape, _ window: ConvolutionGeometry
  ) -> CArgument {
    .frame(
      [
        input.channels, input.height, input.width, output.channels, output.height, output.width,
        window.kernelHeight, window.kernelWidth, window.rowStride, window.columnStride,
        window.rowDilation, window.columnDilation,
      ] + window.margins.list + [window.groups])
  }
}

extension CFunction {
  /// What a product ends with.
  private static let bounded = CFunction(
    name: "bounded",
    source: """
      static float bounded(float v, float low, float high) {
        return v < low ? low : v > high ? high : v;
      }
      """)

  /// A convolution. The terms of a channel are summed by themselves, which rounds less.
  static let convolve = CFunction(
    name: "convolve",
    source: """
      /* y[o] = bias[o] + sum of weight[o][c][i][j] * x[c][row + i][column + j], plus added[o],
         between low and high; bias and added may be 0. */
      static void convolve(const float *x, float *y, const float *weight, const float *bias,
                           const float *added, frame f, float low, float high) {
        const int32_t channels = f.channels / f.groups, outputs = f.outputs / f.groups;
        const size_t area = (size_t)f.height * f.width;
        const size_t taps = (size_t)f.window_height * f.window_width;
        size_t at = 0;
        for (int32_t o = 0; o < f.outputs; o++) {
          const float *group = x + area * channels * (o / outputs);
          const float *filter = weight + taps * channels * o;
          for (int32_t row = 0; row < f.rows; row++) {
            const int32_t top = row * f.row_stride - f.top;
            for (int32_t column = 0; column < f.columns; column++, at++) {
              const int32_t left = column * f.column_stride - f.left;
              float sum = bias ? bias[o] : 0.0f;
              for (int32_t c = 0; c < channels; c++) {
                float part = 0.0f;
                for (int32_t i = 0; i < f.window_height; i++) {
                  const int32_t r = top + i * f.row_dilation;
                  if (r < 0 || r >= f.height) continue;
                  const float *line = group + area * c + (size_t)r * f.width;
                  const float *weights = filter + taps * c + (size_t)i * f.window_width;
                  for (int32_t j = 0; j < f.window_width; j++) {
                    const int32_t place = left + j * f.column_dilation;
                    if (place >= 0 && place < f.width) part += weights[j] * line[place];
                  }
                }
                sum += part;
              }
              y[at] = bounded(added ? sum + added[at] : sum, low, high);
            }
          }
        }
      }
      """,
    needs: [frame, bounded])

  /// A linear layer. Terms are summed by 16, which rounds less.
  static let multiply = CFunction(
    name: "multiply",
    source: """
      /* y[o] = bias[o] + sum of weight[o][i] * x[i], plus added[o], between low and high; bias and
         added may be 0. */
      static void multiply(const float *x, float *y, const float *weight, const float *bias,
                           const float *added, size_t inputs, size_t outputs, float low,
                           float high) {
        for (size_t o = 0; o < outputs; o++, weight += inputs) {
          float sum = bias ? bias[o] : 0.0f;
          for (size_t i = 0; i < inputs;) {
            const size_t end = inputs - i > 16 ? i + 16 : inputs;
            float part = 0.0f;
            for (; i < end; i++) part += weight[i] * x[i];
            sum += part;
          }
          y[o] = bounded(added ? sum + added[o] : sum, low, high);
        }
      }
      """,
    needs: [bounded])
}
