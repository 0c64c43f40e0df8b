import Costs
import Tensors

/// A layer that works number by number, `y[i] = f(x[i])`: the shape stays, channel c comes from
/// channel c, and it rides behind the layer in front of it.
///
/// An activation is such a layer; one with a `PointFunction` is a `FunctionLayer` and needs nothing
/// but its words.
public protocol ElementwiseLayer: Layer {
  /// Vector operations for each number.
  static var operations: Int { get }
  /// Whether `f(0) = 0`.
  static var keepsZeros: Bool { get }
}

extension ElementwiseLayer {
  public static var synopsis: String { "" }
  public static var keepsZeros: Bool { true }
  public var text: String { Self.keyword }
  public var isFused: Bool { true }
  public var flow: ChannelFlow { .carries(zeros: Self.keepsZeros, rides: true) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape { try only(inputs) }

  public func work(of inputs: [Shape]) -> Work {
    .elementwise(Self.operations * inputs[0].size, input: inputs[0], output: inputs[0])
  }
}

/// An elementwise layer whose function has kernels, for batches and for few images.
public protocol FunctionLayer: ElementwiseLayer {
  /// What is applied to each number, and its derivative.
  var function: PointFunction { get }
}

extension FunctionLayer {
  public var flow: ChannelFlow { .carries(zeros: function.keepsZeros, rides: true) }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    apply(to: inputs[0], pass)
  }

  /// The function in a pass of its own over memory, and its gradient.
  func apply(to x: Variable, _ pass: NodePass) -> Variable {
    pass.output(x.value.applying(function), tracked: x.isTracked) { dy in
      x.accumulate(x.value.gradient(of: function, dy))
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.apply(function, to: inputs[0])
  }
}
