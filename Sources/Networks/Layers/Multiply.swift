import Costs
import Tensors

/// The product of a map and a second input, number by number where that has the same shape, else a
/// number for each channel: the excitation of squeeze-and-excitation (Hu, Shen and Sun, CVPR 2018).
public struct Multiply: Layer {
  public static let keyword = "multiply"
  public static let synopsis = "from=NAME,NAME"
  public static let summary = "multiplies by a layer of the same shape, or of a number a channel"

  public init(_ arguments: inout LayerArguments) throws(LayerError) {}

  public var text: String { "multiply" }
  public var flow: ChannelFlow { .multiplies }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    guard inputs.count == 2 else {
      throw LayerError(
        "‘multiply’ takes two inputs, not \(inputs.count)", hint: "from=NAME,NAME names them")
    }
    guard inputs[1] == inputs[0] || inputs[1] == Shape(inputs[0].channels) else {
      throw LayerError(
        "‘multiply’ takes a second input of \(inputs[0]) or of \(inputs[0].channels), not "
          + "\(inputs[1])",
        hint: "the map comes first, what multiplies its channels second")
    }
    return inputs[0]
  }

  public func work(of inputs: [Shape]) -> Work {
    var work = Work.elementwise(inputs[0].size, input: inputs[0], output: inputs[0])
    work.inputElements += Double(inputs[1].size)
    return work
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let (x, factor) = (inputs[0], inputs[1])
    let isTracked = x.isTracked || factor.isTracked
    guard x.shape != factor.shape else {
      return pass.output(x.value.multiplied(by: factor.value), tracked: isTracked) { dy in
        x.accumulate(dy.multiplied(by: factor.value))
        factor.accumulate(dy.multiplied(by: x.value))
      }
    }
    let epilogue = Epilogue(factors: .init(factor.value, first: 0, shared: false))
    return pass.output(x.value.followed(by: epilogue), tracked: isTracked) { dy in
      var sum = Activations(factor.count, factor.shape)
      DeferredActivations(x.value).factorGradient(dy, of: epilogue.factors!, addingTo: &sum)
      factor.accumulate(sum)
      x.accumulate(DeferredActivations(dy, epilogue))
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    inputs[0].shape == inputs[1].shape
      ? builder.multiply(inputs[0], inputs[1])
      : builder.scale(inputs[0], by: inputs[1], first: 0, shared: false)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    guard c.shapes[0] != c.shapes[1] else {
      return c.call(
        .product, [.overwritten(0), .overwritten(1), .result(), .integer(c.output.size)])
    }
    c.call(
      .channelProduct,
      [
        .overwritten(0), .input(1), .result(), .integer(c.shape.channels), .integer(c.shape.area),
      ])
  }

  public func writeModule(to module: inout ModuleWriter) {
    let isBroadcast = module.shapes[0] != module.shapes[1]
    module.write(
      "\(module.x) * \(module.inputs[1])" + (isBroadcast ? "[:, :, None, None]" : ""))
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let isBroadcast = !operators.shape.isVector
    operators.end(
      "Mul", [operators.values[0], isBroadcast ? operators.map(1) : operators.values[1]])
  }
}

extension CFunction {
  /// Number by number.
  static let product = CFunction(
    name: "product",
    source: """
      static void product(const float *a, const float *b, float *y, size_t count) {
        for (size_t i = 0; i < count; i++) y[i] = a[i] * b[i];
      }
      """)

  /// A factor for each channel.
  static let channelProduct = CFunction(
    name: "channel_product",
    source: """
      /* y[c] = x[c] * factors[c]. */
      static void channel_product(const float *x, const float *factors, float *y, size_t channels,
                                  size_t area) {
        for (size_t c = 0, at = 0; c < channels; c++) {
          for (size_t i = 0; i < area; i++, at++) y[at] = x[at] * factors[c];
        }
      }
      """)
}
