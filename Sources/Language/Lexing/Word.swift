/// One word of a line, or one `key=value`.
public struct Word: Hashable, Sendable {
  /// The word, or the value after `key=`, without quotes and with parameters put in.
  public var text: String
  /// The whole word as typed.
  public var span: Span
  /// The key of `key=value`.
  public var key: String?
  /// Where the key was typed.
  public var keySpan: Span?
  /// Where the value was typed; the whole word if it has no key.
  public var valueSpan: Span
  /// True if the value was typed without quotes and parameters, so that a part of `text` has the
  /// same offsets in the line.
  public var isVerbatim: Bool
}
