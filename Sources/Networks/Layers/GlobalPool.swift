import Costs
import Tensors

/// The mean of each channel's map.
public struct GlobalPool: Layer {
  public static let keyword = "globalpool"
  public static let synopsis = ""
  public static let summary = "the mean of each channel"
  public static let stem = "pool"

  /// The layer; it has no options.
  public init() {}
  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "globalpool" }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }
  public var operation: LayerOperation.Kind { .globalPool }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    Shape(try only(inputs).channels)
  }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(inputs[0].size, input: inputs[0], output: Shape(inputs[0].channels))
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable { pass.pool(inputs[0]) }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.globalPool(inputs[0])
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .globalMean, [.input(0), .result(), .integer(c.shape.channels), .integer(c.shape.area)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("\(module.map).mean((2, 3))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endMap("GlobalAveragePool", [operators.map()])
  }
}

extension NodePass {
  func pool(_ x: Variable) -> Variable {
    let shape = x.shape
    return output(Pooling.global(x.value), tracked: x.isTracked) { dy in
      x.accumulate(onto: { Pooling.globalGradient(dy, input: shape, added: $0) })
    }
  }
}

extension CFunction {
  /// Terms are summed by 16, which rounds less.
  static let globalMean = CFunction(
    name: "global_mean",
    source: """
      /* y[c] = the mean of x[c]. */
      static void global_mean(const float *x, float *y, size_t channels, size_t area) {
        for (size_t c = 0; c < channels; c++, x += area) {
          float sum = 0.0f;
          for (size_t i = 0; i < area;) {
            const size_t end = area - i > 16 ? i + 16 : area;
            float part = 0.0f;
            for (; i < end; i++) part += x[i];
            sum += part;
          }
          y[c] = sum / (float)area;
        }
      }
      """)
}
