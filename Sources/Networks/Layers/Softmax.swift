import Costs
import Tensors

/// `y[c] = e^x[c] / Σ_k e^x[k]` over the channels of each position: they add up to 1.
///
/// Every output depends on every channel, so none leaves in front of it. The loss takes numbers
/// before a softmax; a network that is to be trained does not end in one.
public struct Softmax: Layer {
  public static let keyword = "softmax"
  public static let synopsis = ""
  public static let summary = "the channels of each position as shares of 1"

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "softmax" }
  public var flow: ChannelFlow { .mixes }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  /// A maximum, a difference, an exponential, a sum and a quotient for each number.
  public func work(of inputs: [Shape]) -> Work {
    .elementwise(5 * inputs[0].size, input: inputs[0], output: inputs[0])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let y = x.value.softmax()
    return pass.output(y, tracked: x.isTracked) { dy in x.accumulate(y.softmaxGradient(dy)) }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.softmax(inputs[0])
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .softmax, [.overwritten(0), .result(), .integer(c.shape.channels), .integer(c.shape.area)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("torch.softmax(\(module.x), 1)")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    guard !operators.isAtLeast(13), !operators.shape.isVector else {
      return operators.end("Softmax", operators.values, [("axis", .integer(1))])
    }
    // Before, all dimensions from `axis` on were one vector: the channels have to be the last.
    let last = operators.add(
      "Transpose", operators.values, [("perm", .integers([0, 2, 3, 1]))])
    let shares = operators.add("Softmax", [last], [("axis", .integer(3))])
    operators.end("Transpose", [shares], [("perm", .integers([0, 3, 1, 2]))])
  }
}

extension CFunction {
  /// The largest number is taken off first, so that no exponential overflows.
  static let softmax = CFunction(
    name: "softmax",
    source: """
      /* y[c] = exp(x[c]) / sum of exp(x[k]), at each position. */
      static void softmax(const float *x, float *y, size_t channels, size_t area) {
        for (size_t i = 0; i < area; i++) {
          float largest = x[i], sum = 0.0f;
          for (size_t c = 1; c < channels; c++) {
            if (x[c * area + i] > largest) largest = x[c * area + i];
          }
          for (size_t c = 0; c < channels; c++) {
            y[c * area + i] = expf(x[c * area + i] - largest);
            sum += y[c * area + i];
          }
          for (size_t c = 0; c < channels; c++) y[c * area + i] /= sum;
        }
      }
      """)
}
