import Costs
import Tensors

/// Some of the channels, those next to each other from `start` on, `end` not among them: half of
/// them is the split of ShuffleNet v2 (Ma, Zhang, Zheng and Sun, ECCV 2018).
public struct ChannelSlice: RearrangingLayer {
  public static let keyword = "slice"
  public static let synopsis = "[start=0] end=CHANNEL"
  public static let summary = "the channels from start to before end"

  /// The first channel that comes out.
  public var start: Int
  /// The first that does not any more.
  public var end: Int

  private init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    start = try arguments.option("start", or: 0)
    end = try arguments.option("end", or: 0, least: 1)
    guard end > start else {
      throw LayerError(
        end == 0
          ? "‘slice’ needs end=, the channel that it stops before"
          : "end is above start, not \(end)",
        hint: "for example: add slice start=0 end=8", word: end == 0 ? nil : "end=\(end)")
    }
  }

  public var text: String { "slice" + (start == 0 ? "" : " start=\(start)") + " end=\(end)" }
  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    guard end <= shape.channels else {
      throw LayerError(
        "end is at most the channels that come in, \(shape.channels), not \(end)",
        word: "end=\(end)")
    }
    return Shape(end - start, shape.height, shape.width)
  }

  func rearrangement(of shape: Shape) -> Rearrangement { .channels(Array(start..<end), of: shape) }

  public func origins(of inputs: [Shape]) -> [ChannelOrigin]? {
    (start..<end).map { ChannelOrigin(input: 0, channel: $0) }
  }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    let kept = inputs[0].filter { (start..<end).contains($0) }
    let first = inputs[0].count { $0 < start }
    return Narrowing(ChannelSlice(first, first + kept.count), outputs: kept.map { $0 - start })
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.copyChannels(Array(start..<end))
  }

  public func writeModule(to module: inout ModuleWriter) {
    module.write("\(module.x)[:, \(start):\(end)]")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let slice = operators.settings(
      [operators.values[0]],
      [("starts", .integers([start])), ("ends", .integers([end])), ("axes", .integers([1]))],
      since: 10)
    operators.end("Slice", slice.inputs, slice.attributes)
  }
}
