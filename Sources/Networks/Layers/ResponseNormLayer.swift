import Costs
import Tensors

/// Local response normalisation: `y[c] = x[c] / (k + alpha/size · Σ x[i]²)^beta` over the `size`
/// channels around c (Krizhevsky, Sutskever and Hinton, NeurIPS 2012; alpha as PyTorch has it).
///
/// Each output depends on its neighbours, so no channel leaves in front of it.
public struct ResponseNormLayer: Layer {
  public static let keyword = "lrn"
  public static let synopsis = "SIZE [alpha=0.0001] [beta=0.75] [k=1.0]"
  public static let summary = "divides by the size of the channels around"

  /// n, alpha, beta and k.
  public var norm: ResponseNorm
  /// The numbers as they were typed.
  private let alpha, beta, k: Double

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let size = try arguments.count("how many channels it looks at")
    guard size % 2 == 1 else {
      throw LayerError(
        "‘lrn’ looks at an odd number of channels, not \(size)",
        hint: "as many on either side: \(size + 1)", word: "\(size)")
    }
    alpha = try arguments.number("alpha", or: 0.0001, in: 0...1e6)
    beta = try arguments.number("beta", or: 0.75, in: 0...8)
    k = try arguments.number("k", or: 1, in: 1e-6...1e6)
    norm = ResponseNorm(size: size, alpha: Float(alpha), beta: Float(beta), k: Float(k))
  }

  public var text: String {
    "lrn \(norm.size)" + (alpha == 0.0001 ? "" : " alpha=\(alpha)")
      + (beta == 0.75 ? "" : " beta=\(beta)") + (k == 1 ? "" : " k=\(k)")
  }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  /// A square and the sums of its neighbours, a product and a sum, a power (a logarithm, a product
  /// and an exponential), a product.
  public func work(of inputs: [Shape]) -> Work {
    let neighbours = min(norm.size, inputs[0].channels) - 1
    return .elementwise(
      (7 + neighbours) * inputs[0].size, input: inputs[0], output: inputs[0])
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    return pass.output(norm.forward(x.value), tracked: x.isTracked) { dy in
      x.accumulate(norm.gradient(x.value, dy))
    }
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .responseNorm,
      [
        .input(0), .result(), .integer(c.shape.channels), .integer(c.shape.area),
        .integer(norm.size / 2), .number(norm.alpha / Float(norm.size)), .number(norm.beta),
        .number(norm.k),
      ])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write(
      "functional.local_response_norm(\(module.map), \(norm.size), alpha=\(alpha), beta=\(beta), "
        + "k=\(k))")
    module.endMap()
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endMap(
      "LRN", [operators.map()],
      [
        ("size", .integer(norm.size)), ("alpha", .single(norm.alpha)), ("beta", .single(norm.beta)),
        ("bias", .single(norm.k)),
      ])
  }
}

extension CFunction {
  /// `alpha` is divided by the number of channels already.
  static let responseNorm = CFunction(
    name: "response_norm",
    source: """
      /* y[c] = x[c] / (k + alpha * sum of x[i]^2)^beta, i being at most `reach` channels away. */
      static void response_norm(const float *x, float *y, int32_t channels, size_t area,
                                int32_t reach, float alpha, float beta, float k) {
        for (int32_t c = 0; c < channels; c++) {
          const int32_t first = c < reach ? 0 : c - reach;
          for (size_t i = 0; i < area; i++) {
            float sum = 0.0f;
            for (int32_t o = first; o <= c + reach && o < channels; o++) {
              sum += x[o * area + i] * x[o * area + i];
            }
            y[c * area + i] = x[c * area + i] / powf(k + alpha * sum, beta);
          }
        }
      }
      """)
}
