import Costs
import Tensors

/// Channels in another order. With groups it is the shuffle of ShuffleNet: the first channel of
/// each group, then the second of each (Zhang, Zhou, Lin and Sun, CVPR 2018). Where channels have
/// left, the order is listed.
public struct Shuffle: RearrangingLayer {
  public static let keyword = "shuffle"
  public static let synopsis = "groups=COUNT | order=LIST"
  public static let summary = "mixes the channels of groups, or puts them in any order"

  private enum Order {
    case groups(Int)
    /// By channel that comes out, the one that it is a copy of.
    case list([Int])
  }

  private let order: Order

  private init(_ order: Order) { self.order = order }

  public init(_ arguments: inout LayerArguments) throws(LayerError) {
    let groups = try arguments.option("groups", or: 0, least: 1)
    let text = arguments.text("order")
    guard (groups == 0) == (text != nil) else {
      throw LayerError(
        "‘shuffle’ takes groups= or order=", hint: "for example: add shuffle groups=2")
    }
    guard let text else {
      order = .groups(groups)
      return
    }
    guard let list = IndexList(text)?.indices,
      list.sorted() == Array(0..<list.count)
    else {
      throw LayerError(
        "order lists every channel once, not ‘\(text)’", hint: "for example: order=0,2,1,3",
        word: "order=\(text)")
    }
    order = .list(list)
  }

  public var text: String {
    switch order {
    case .groups(let groups): "shuffle groups=\(groups)"
    case .list(let list): "shuffle order=\(IndexList(list))"
    }
  }

  public var flow: ChannelFlow { .carries(zeros: true, rides: false) }

  public func output(of inputs: [Shape]) throws(LayerError) -> Shape {
    let shape = try only(inputs)
    switch order {
    case .groups(let groups):
      guard shape.channels % groups == 0 else {
        throw LayerError(
          "\(groups) groups do not divide \(shape.channels) channels",
          hint: "groups= divides the channels", word: "groups=\(groups)")
      }
    case .list(let list):
      guard shape.channels == list.count else {
        throw LayerError("order lists \(list.count) channels, \(shape.channels) come in")
      }
    }
    return shape
  }

  private func list(of channels: Int) -> [Int] {
    switch order {
    case .groups(let groups):
      (0..<channels).map { $0 % groups * (channels / groups) + $0 / groups }
    case .list(let list): list
    }
  }

  func rearrangement(of shape: Shape) -> Rearrangement {
    .channels(list(of: shape.channels), of: shape)
  }

  public func origins(of inputs: [Shape]) -> [ChannelOrigin]? {
    list(of: inputs[0].channels).map { ChannelOrigin(input: 0, channel: $0) }
  }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    let sources = list(of: shapes[0].channels)
    let places = Dictionary(
      uniqueKeysWithValues: inputs[0].enumerated().map { ($0.element, $0.offset) })
    let kept = sources.indices.filter { places[sources[$0]] != nil }
    let narrow = kept.map { places[sources[$0]]! }
    if case .groups(let groups) = order, narrow.count % groups == 0,
      list(of: narrow.count) == narrow
    {
      return Narrowing(self, outputs: kept)
    }
    return Narrowing(Shuffle(.list(narrow)), outputs: kept)
  }

  public func writeC(_ node: CompiledNode, to c: inout CWriter) {
    c.copyChannels(list(of: c.shape.channels))
  }

  public func writeModule(to module: inout ModuleWriter) {
    let list = list(of: module.shape.channels).map { "\($0)" }
    module.write("\(module.x)[:, [\(list.joined(separator: ", "))]]")
  }

  public func writeOperators(to operators: inout OperatorWriter) {
    let shape = operators.shape
    guard case .groups(let groups) = order else {
      let list = operators.constant(list(of: shape.channels))
      return operators.end("Gather", [operators.values[0], list], [("axis", .integer(1))])
    }
    let parted = operators.constant(
      [0, groups, shape.channels / groups, shape.height, shape.width])
    let whole = operators.constant([0, shape.channels, shape.height, shape.width])
    let parts = operators.add("Reshape", [operators.values[0], parted])
    let mixed = operators.add("Transpose", [parts], [("perm", .integers([0, 2, 1, 3, 4]))])
    operators.endMap("Reshape", [mixed, whole])
  }
}
