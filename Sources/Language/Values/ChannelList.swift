/// A layer and some of its channels: `conv1[3,7-9]`, or `conv1` for all.
public struct ChannelList: Hashable, Sendable {
  /// The name typed before the bracket.
  public let layer: String
  /// The channels named, in the order typed; nil for the whole layer.
  public let ranges: [ClosedRange<Int>]?

  /// Channels of a layer by ranges of indices from 0; nil means all.
  public init(layer: String, ranges: [ClosedRange<Int>]?) {
    self.layer = layer
    self.ranges = ranges
  }

  /// Reads `conv1[3,7-9]`; nil if the text has another form.
  public init?(_ text: String) {
    guard let open = text.firstIndex(of: "[") else {
      guard !text.isEmpty, !text.contains("]") else { return nil }
      self.init(layer: text, ranges: nil)
      return
    }
    guard text.last == "]", open != text.startIndex else { return nil }
    let inside = text[text.index(after: open)...].dropLast()
    var ranges: [ClosedRange<Int>] = []
    for part in inside.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = IndexRange.read(part) else { return nil }
      ranges.append(range)
    }
    self.init(layer: String(text[..<open]), ranges: ranges)
  }

  /// `conv1[3-9]` for `conv1[9-3]`; nil if that is not what is wrong with the text.
  static func reordered(_ text: String) -> ChannelList? {
    guard ChannelList(text) == nil, text.last == "]", let open = text.firstIndex(of: "[") else {
      return nil
    }
    let parts = text[text.index(after: open)...].dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
    let turned = parts.map { part in
      part.split(separator: "-", omittingEmptySubsequences: false)
        .reversed().joined(separator: "-")
    }
    let upward = zip(parts, turned).map { IndexRange.read($0) == nil ? $1 : String($0) }
    return ChannelList("\(text[...open])\(upward.joined(separator: ","))]")
  }

  /// The channels below `count`, ascending, each once.
  public func indices(below count: Int) -> [Int] {
    guard let ranges else { return Array(0..<max(0, count)) }
    var found = Set<Int>()
    for range in ranges where range.lowerBound < count {
      found.formUnion(range.lowerBound...min(range.upperBound, count - 1))
    }
    return found.sorted()
  }

  /// The largest channel named.
  public var largest: Int? { ranges?.map(\.upperBound).max() }
}

extension ChannelList: CustomStringConvertible {
  public var description: String {
    guard let ranges else { return layer }
    return layer + "[" + ranges.map { Value.range($0).description }.joined(separator: ",") + "]"
  }
}

/// `5` or `3-7` as a range of indices from 0.
enum IndexRange {
  static func read(_ text: some StringProtocol) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { digits($0) }
    switch ends.count {
    case 1: return ends[0].map { $0...$0 }
    case 2:
      guard let low = ends[0], let high = ends[1], low <= high else { return nil }
      return low...high
    default: return nil
    }
  }

  private static func digits(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return Int(text)
  }
}
