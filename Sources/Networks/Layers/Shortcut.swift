import Costs
import Tensors

/// The identity shortcut of a CIFAR ResNet: every `stride`-th row and column, and channels of
/// zeros half before and half after (He et al., CVPR 2016, option A).
public struct Shortcut: Layer {
  public static let keyword = "shortcut"
  public static let synopsis = "CHANNELS [stride=1]"
  public static let summary = "subsamples and pads with channels of zeros"

  /// Channels that come out, at least as many as come in.
  public var channels: Int
  /// Which rows and columns stay: every `stride`-th.
  public var stride: Int

  /// A shortcut to `channels` channels.
  public init(channels: Int, stride: Int) {
    self.channels = channels
    self.stride = stride
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    channels = try arguments.count("channels")
    stride = try arguments.option("stride", or: 1, least: 1)
  }

  public var text: String { "shortcut \(channels)" + (stride == 1 ? "" : " stride=\(stride)") }
  public var operation: LayerOperation.Kind { .shortcut }
  public var flow: ChannelFlow { .pads }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard channels >= shape.channels else {
      throw LayerError(
        "a shortcut adds channels; \(channels) is below \(shape.channels)",
        hint: "\(shape.channels) channels or more", word: "\(channels)")
    }
    return Shape(
      channels, (shape.height + stride - 1) / stride, (shape.width + stride - 1) / stride)
  }

  public func work(of inputs: [Shape]) -> Work { .zero }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let shape = x.shape
    let before = (channels - shape.channels) / 2
    let y = Pooling.subsample(x.value, stride: stride, channels: channels, before: before)
    return pass.output(y, tracked: x.isTracked) { dy in
      x.accumulate(
        Pooling.subsampleGradient(dy, input: shape, stride: stride, before: before))
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.subsample(inputs[0], stride: stride, channels: channels)
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let shape = operators.shape
    var map = operators.map()
    if stride > 1 {
      let ends = [shape.height, shape.width]
      let places = [[0, 0], ends, [2, 3], [stride, stride]].map { operators.constant($0) }
      map = operators.add("Slice", [map] + places)
    }
    let before = (channels - shape.channels) / 2
    let pads = [0, before, 0, 0, 0, channels - shape.channels - before, 0, 0]
    operators.endMap("Pad", [map, operators.constant(pads)])
  }
}
