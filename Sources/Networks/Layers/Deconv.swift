import Costs
import Tensors

/// A transposed convolution, `y[o][p] = b[o] + Σ_c Σ_t w[o][c][t] · x[c][q]` over the positions q
/// whose window place t lies on p: what a convolution with this window does on its way back
/// (Zeiler, Krishnan, Taylor and Fergus, CVPR 2010).
///
/// Its weights lie outputs first here, inputs first in PyTorch and ONNX.
public struct Deconv: FilterLayer {
  public static let keyword = "deconv"
  public static let synopsis =
    "OUTPUTS \(ConvolutionGeometry.synopsis) [outpad=0] [groups=1] [bias=on]"
  public static let summary = "transposed convolution; pad= takes from its output"

  /// Output channels.
  public var outputs: Int
  /// The window that moves over the output.
  public var geometry: ConvolutionGeometry
  /// Rows and columns of the output behind the last window.
  public var outputPadding: (rows: Int, columns: Int)
  /// Whether each output has a bias b[o].
  public var hasBias: Bool

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    outputs = try arguments.count("output channels")
    geometry = try ConvolutionGeometry(&arguments)
    outputPadding = try arguments.pair("outpad", or: (0, 0), least: 0)
    geometry.groups = try arguments.option("groups", or: 1, least: 1)
    hasBias = try arguments.flag("bias", or: true)
    guard outputPadding.rows < geometry.rowStride, outputPadding.columns < geometry.columnStride
    else {
      throw LayerError(
        "outpad is below the stride, not \(LayerArguments.text(outputPadding))",
        hint: "one that is not is another row of windows",
        word: "outpad=\(LayerArguments.text(outputPadding))")
    }
  }

  public var text: String {
    var text = "deconv \(outputs) \(geometry.words)"
    if outputPadding != (0, 0) { text += " outpad=\(LayerArguments.text(outputPadding))" }
    if geometry.groups != 1 { text += " groups=\(geometry.groups)" }
    if !hasBias { text += " bias=off" }
    return text
  }

  /// `(side − 1) · stride − pad + span + outpad` each way.
  private func shape(behind input: Shape) -> Shape {
    let margins = geometry.margins
    return Shape(
      outputs,
      (input.height - 1) * geometry.rowStride - margins.top - margins.bottom + geometry.spanHeight
        + outputPadding.rows,
      (input.width - 1) * geometry.columnStride - margins.left - margins.right
        + geometry.spanWidth + outputPadding.columns)
  }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    try geometry.requireGroups(divide: shape.channels, outputs)
    let output = self.shape(behind: shape)
    guard output.height > 0, output.width > 0 else {
      let pad = LayerArguments.text(geometry.margins)
      throw LayerError(
        "pad=\(pad) takes all of the output away", hint: "a smaller pad=", word: "pad=\(pad)")
    }
    try geometry.requirePossible(paddedFrom: output)
    return output
  }

  public func parameters(of inputs: [Shape]) -> [ParameterSpec] {
    let channels = inputs[0].channels / geometry.groups
    // Of a window's places so many meet on a position.
    let meeting = max(1, geometry.taps / (geometry.rowStride * geometry.columnStride))
    let weight = ParameterSpec(
      "weight", .weight, [outputs, channels, geometry.kernelHeight, geometry.kernelWidth],
      .he(inputs: channels * meeting))
    return hasBias ? [weight, ParameterSpec("bias", .bias, [outputs], .constant(0))] : [weight]
  }

  /// A multiply-add for each weight at each position that comes in, also where padding takes it
  /// away.
  public func work(of inputs: [Shape]) -> Work {
    .products(
      weights: outputs * (inputs[0].channels / geometry.groups) * geometry.taps,
      positions: inputs[0].area, biases: hasBias ? outputs : 0, input: inputs[0],
      output: shape(behind: inputs[0]))
  }

  /// The convolution runs from the output's shape to the input's, its weights inputs first.
  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let (geometry, groups) = (geometry, geometry.groups)
    let weight = pass.parameter(0).exchangingChannels(groups: groups)
    let plain = Convolution.inputGradient(
      x.value, weight: weight, input: shape(behind: x.shape), geometry, minimal: false)
    return pass.output(biased(plain, pass)) { dy in
      // Back, the roles are those of a convolution that reads dy.
      let gradient = Convolution.startWeightGradient(
        DeferredActivations(dy), x.value, geometry, minimal: false)
      pass.accumulate(gradient.mapped { $0.exchangingChannels(groups: groups) }, at: 0)
      if hasBias { pass.accumulate(Convolution.startBiasGradient(dy), at: 1) }
      if x.isTracked {
        x.accumulate(
          Convolution.forward(dy, weight: weight, bias: nil, geometry, minimal: false))
      }
      pass.pass.advance()
    }
  }

  private func biased(_ plain: Activations, _ pass: NodePass) -> Activations {
    guard hasBias else { return plain }
    let ones = [Float](repeating: 1, count: outputs)
    return plain.followed(by: Epilogue(scaling: (ones, pass.parameter(1).values)))
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .deconvolve,
      [
        .input(0), .result(), .numbers(node.parameter(0), named: "weight"),
        hasBias ? .numbers(node.parameter(1), named: "bias") : .none,
        .frame(c.shape, c.output, geometry),
      ])
  }

  public func writeModule(to module: inout ModuleWriter) throws(LayerError) {
    let groups = geometry.groups
    guard let padding = geometry.margins.opposite else {
      throw LayerError("‘\(text)’ has uneven padding, which PyTorch has not")
    }
    let weight = [
      outputs, module.shape.channels / groups, geometry.kernelHeight, geometry.kernelWidth,
    ]
    let held = module.hold([("weight", weight)] + (hasBias ? [("bias", [outputs])] : []))
    module.write(
      "functional.conv_transpose2d(\(module.map), \(held[0])"
        + ".unflatten(0, (\(groups), \(outputs / groups))).transpose(1, 2).flatten(0, 1), "
        + "\(hasBias ? held[1] : "None"), (\(geometry.rowStride), \(geometry.columnStride)), "
        + "(\(padding.rows), \(padding.columns)), "
        + "(\(outputPadding.rows), \(outputPadding.columns)), \(groups), "
        + "(\(geometry.rowDilation), \(geometry.columnDilation)))")
    module.endMap()
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let groups = geometry.groups
    let (inputs, kernel) = (
      operators.shape.channels / groups, [geometry.kernelHeight, geometry.kernelWidth]
    )
    let parted = operators.constant([groups, outputs / groups, inputs] + kernel)
    let whole = operators.constant([groups * inputs, outputs / groups] + kernel)
    let parts = operators.add("Reshape", [operators.tensor("weight"), parted])
    let turned = operators.add("Transpose", [parts], [("perm", .integers([0, 2, 1, 3, 4]))])
    let weight = operators.add("Reshape", [turned, whole])
    operators.endMap(
      "ConvTranspose",
      [operators.map(), weight] + (hasBias ? [operators.tensor("bias")] : []),
      geometry.attributes + [
        ("output_padding", .integers([outputPadding.rows, outputPadding.columns]))
      ])
  }
}

extension CFunction {
  /// Gathered by the position that comes out; the terms of a channel are summed by themselves.
  static let deconvolve = CFunction(
    name: "deconvolve",
    source: """
      /* y[o] = bias[o] + sum of weight[o][c][i][j] * x[c] where the window's place lies on it. */
      static void deconvolve(const float *x, float *y, const float *weight, const float *bias,
                             frame f) {
        const int32_t channels = f.channels / f.groups, outputs = f.outputs / f.groups;
        const size_t area = (size_t)f.height * f.width;
        for (int32_t o = 0; o < f.outputs; o++) {
          const float *group = x + area * channels * (o / outputs);
          for (int32_t row = 0; row < f.rows; row++) {
            for (int32_t column = 0; column < f.columns; column++) {
              const float *w =
                  weight + (size_t)o * channels * f.window_height * f.window_width;
              float sum = bias ? bias[o] : 0.0f;
              for (int32_t c = 0; c < channels; c++) {
                float part = 0.0f;
                for (int32_t i = 0; i < f.window_height; i++) {
                  const int32_t r = row + f.top - i * f.row_dilation;
                  for (int32_t j = 0; j < f.window_width; j++, w++) {
                    const int32_t s = column + f.left - j * f.column_dilation;
                    if (r < 0 || s < 0 || r % f.row_stride || s % f.column_stride) continue;
                    if (r / f.row_stride >= f.height || s / f.column_stride >= f.width) continue;
                    part += *w * group[area * c + (size_t)(r / f.row_stride) * f.width
                                       + s / f.column_stride];
                  }
                }
                sum += part;
              }
              *y++ = sum;
            }
          }
        }
      }
      """,
    needs: [frame])
}
