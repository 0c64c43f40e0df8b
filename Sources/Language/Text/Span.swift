/// A piece of a text, as offsets of UTF-8 bytes; the end is not part of it.
public struct Span: Hashable, Sendable {
  /// The first byte.
  public var start: Int
  /// The byte after the last one.
  public var end: Int

  /// From `start` up to `end`, empty if that is smaller.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// How many bytes it holds.
  public var count: Int { end - start }

  /// The smallest span that holds both.
  public func union(_ other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }

  /// The same piece in a text that has `offset` bytes more in front.
  public func moved(by offset: Int) -> Span { Span(start + offset, end + offset) }

  /// The text of the span; bounds outside `text` are cut, never a trap.
  public func text(in text: String) -> String {
    let bytes = text.utf8
    let low = min(max(start, 0), bytes.count)
    let high = min(max(end, low), bytes.count)
    return String(decoding: bytes.dropFirst(low).prefix(high - low), as: UTF8.self)
  }
}
