import Costs
import Tensors

/// The identity shortcut of a CIFAR ResNet: every `stride`-th row and column, and channels of
/// zeros half before and half after (He et al., CVPR 2016, option A). Where channels have left on
/// one side, those that are on both are listed.
public struct Shortcut: Layer {
  public static let keyword = "shortcut"
  public static let synopsis = "CHANNELS [stride=1] [reads=LIST at=LIST]"
  public static let summary = "subsamples and pads with channels of zeros"

  /// Channels that come out, at least as many as come in.
  public var channels: Int
  /// Which rows and columns stay: every `stride`-th.
  public var stride: Int
  /// The channels that it copies, and which ones they become; nil for all of them, in the middle.
  private var copies: Copies?

  private struct Copies {
    /// Channels that come in, ascending.
    var reads: [Int]
    /// Their places among those that come out, ascending.
    var places: [Int]
  }

  /// A shortcut to `channels` channels.
  public init(channels: Int, stride: Int) {
    self.channels = channels
    self.stride = stride
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    channels = try arguments.count("channels")
    stride = try arguments.option("stride", or: 1, least: 1)
    let reads = try Self.list(&arguments, "reads")
    let places = try Self.list(&arguments, "at")
    guard let reads, let places else {
      guard reads == nil, places == nil else {
        throw LayerError("reads= and at= belong together")
      }
      return
    }
    guard reads.count == places.count, places.last ?? 0 < channels else {
      throw LayerError(
        "reads= and at= list as many channels, those of at= below \(channels)")
    }
    copies = Copies(reads: reads, places: places)
  }

  /// Ascending numbers; an empty list is `none`.
  private static func list(
    _ arguments: inout LayerArguments, _ key: String
  ) throws(LayerError) -> [Int]? {
    guard let text = arguments.text(key) else { return nil }
    if text == none { return [] }
    guard let list = IndexList(text)?.indices, zip(list, list.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw LayerError("\(key) lists channels in order, not ‘\(text)’", word: text) }
    return list
  }

  private static let none = "none"

  public var text: String {
    var text = "shortcut \(channels)" + (stride == 1 ? "" : " stride=\(stride)")
    guard let copies else { return text }
    for (key, list) in [("reads", copies.reads), ("at", copies.places)] {
      text += " \(key)=\(list.isEmpty ? Self.none : IndexList(list).description)"
    }
    return text
  }

  public var operation: LayerOperation.Kind { .shortcut }
  public var flow: ChannelFlow { .pads }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    if let last = copies?.reads.last, last >= shape.channels {
      throw LayerError("‘shortcut’ has no channel \(last) to read: \(shape.channels) come in")
    }
    guard copies != nil || channels >= shape.channels else {
      throw LayerError(
        "a shortcut adds channels; \(channels) is below \(shape.channels)",
        hint: "\(shape.channels) channels or more", word: "\(channels)")
    }
    return Shape(
      channels, (shape.height + stride - 1) / stride, (shape.width + stride - 1) / stride)
  }

  public func work(of inputs: [Shape]) -> Work { .zero }

  /// By channel that comes out, the one of `count` that it copies.
  private func sources(of count: Int) -> [Int?] {
    var sources = [Int?](repeating: nil, count: channels)
    if let copies {
      for (read, place) in zip(copies.reads, copies.places) { sources[place] = read }
    } else {
      let before = (channels - count) / 2
      for channel in 0..<count { sources[before + channel] = channel }
    }
    return sources
  }

  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    let x = inputs[0]
    let shape = x.shape
    let sources = sources(of: shape.channels)
    let y = Pooling.subsample(x.value, stride: stride, sources: sources)
    return pass.output(y, tracked: x.isTracked) { dy in
      x.accumulate(
        Pooling.subsampleGradient(dy, input: shape, stride: stride, sources: sources))
    }
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.subsample(
      inputs[0], stride: stride, sources: sources(of: inputs[0].shape.channels))
  }

  /// - Parameter outputs: the channels to keep; nil keeps all, zeros where what they copied left.
  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    let outputs = outputs ?? Array(0..<channels)
    let sources = sources(of: shapes[0].channels)
    let stay = Dictionary(
      uniqueKeysWithValues: inputs[0].enumerated().map { ($0.element, $0.offset) })
    let copied = outputs.map { sources[$0].flatMap { stay[$0] } }
    var narrow = Shortcut(channels: outputs.count, stride: stride)
    if outputs.count < inputs[0].count || narrow.sources(of: inputs[0].count) != copied {
      let places = copied.indices.filter { copied[$0] != nil }
      narrow.copies = Copies(reads: places.map { copied[$0]! }, places: places)
    }
    return Narrowing(narrow, outputs: outputs)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.copyChannels(sources(of: c.shape.channels).map { $0 ?? -1 }, stride: stride)
  }

  public func writeModule(to module: inout ModuleWriter) {
    let sources = sources(of: module.shape.channels).map { $0 ?? module.shape.channels }
    let rows = stride == 1 ? "" : ", ::\(stride), ::\(stride)"
    // A channel of zeros behind the others, and then of all these each one that comes out.
    let padded = "functional.pad(\(module.map), (0, 0, 0, 0, 0, 1))"
    let list = sources.map { "\($0)" }.joined(separator: ", ")
    module.write("\(padded)[:, [\(list)]\(rows)]")
    module.endMap()
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let shape = operators.shape
    var map = operators.map()
    if stride > 1 {
      if operators.isAtLeast(10) {
        let ends = [shape.height, shape.width]
        let places = [[0, 0], ends, [2, 3], [stride, stride]].map { operators.constant($0) }
        map = operators.add("Slice", [map] + places)
      } else {
        // Slice had no steps: the largest of a window of one position is that position.
        map = operators.add(
          "MaxPool", [map],
          [("kernel_shape", .integers([1, 1])), ("strides", .integers([stride, stride]))])
      }
    }
    guard copies != nil else {
      let before = (channels - shape.channels) / 2
      let pads = [0, before, 0, 0, 0, channels - shape.channels - before, 0, 0]
      let pad = operators.settings([map], [("pads", .integers(pads))], since: 11)
      operators.endMap("Pad", pad.inputs, pad.attributes)
      return
    }
    // A channel of zeros behind the others, and then of all these each one that comes out.
    let pad = operators.settings(
      [map], [("pads", .integers([0, 0, 0, 0, 0, 1, 0, 0]))], since: 11)
    let zeros = operators.add("Pad", pad.inputs, pad.attributes)
    let sources = sources(of: shape.channels).map { $0 ?? shape.channels }
    operators.endMap("Gather", [zeros, operators.constant(sources)], [("axis", .integer(1))])
  }
}

extension CWriter {
  /// Channels of the first input in another order, every `stride`-th row and column of them; zeros
  /// for -1.
  mutating func copyChannels(_ sources: [Int], stride: Int = 1) {
    call(
      .subsample,
      [
        .input(0), .result(), .integers(sources, named: "sources"), .integer(sources.count),
        .integer(shape.height), .integer(shape.width), .integer(stride),
      ])
  }
}

extension CFunction {
  /// Each output channel copies one or is zero.
  static let subsample = CFunction(
    name: "subsample",
    source: """
      /* y[c] = every `stride`-th row and column of x[sources[c]], or zeros where that is -1. */
      static void subsample(const float *x, float *y, const int32_t *sources, int32_t channels,
                            int32_t height, int32_t width, int32_t stride) {
        const size_t area = (size_t)height * width;
        for (int32_t c = 0; c < channels; c++) {
          for (int32_t row = 0; row < height; row += stride) {
            for (int32_t column = 0; column < width; column += stride) {
              const size_t at = (size_t)row * width + column;
              *y++ = sources[c] < 0 ? 0.0f : x[area * sources[c] + at];
            }
          }
        }
      }
      """)
}
