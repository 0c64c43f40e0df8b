import Costs
import Tensors

/// The largest number of each channel's map.
public struct GlobalMaxPool: Layer {
  public static let keyword = "globalmaxpool"
  public static let synopsis = ""
  public static let summary = "the largest number of each channel"
  public static let stem = "pool"

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "globalmaxpool" }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    Shape(try only(inputs).channels)
  }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(inputs[0].size, input: inputs[0], output: Shape(inputs[0].channels))
  }

  /// One window that is all of the map.
  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    pass.pool(inputs[0], .maximum, Pooling.Window(of: inputs[0].shape))
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.pool(inputs[0], .maximum, Pooling.Window(of: inputs[0].shape))
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.call(
      .globalMaximum, [.input(0), .result(), .integer(c.shape.channels), .integer(c.shape.area)])
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("\(module.map).amax((2, 3))")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    operators.endMap("GlobalMaxPool", [operators.map()])
  }
}

extension CFunction {
  /// The largest number of each channel.
  static let globalMaximum = CFunction(
    name: "global_max",
    source: """
      /* y[c] = the largest number of x[c]. */
      static void global_max(const float *x, float *y, size_t channels, size_t area) {
        for (size_t c = 0; c < channels; c++, x += area) {
          y[c] = x[0];
          for (size_t i = 1; i < area; i++) {
            if (x[i] > y[c]) y[c] = x[i];
          }
        }
      }
      """)
}
