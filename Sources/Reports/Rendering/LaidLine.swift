import Language
import Plots

/// A line ready to print: its pieces, and which of them are figures.
public struct LaidLine: Hashable, Sendable {
  /// How a screen may set it off.
  public enum Style: Hashable, Sendable { case plain, heading }

  /// Text of one colour.
  public struct Piece: Hashable, Sendable {
    /// As it is printed.
    public let text: String
    /// Nil for words.
    public let rule: ComparisonRule?
    /// The colour of a series of a diagram; nil for all else.
    public var tint: Palette.Tint? = nil
  }

  /// From left to right.
  public private(set) var pieces: [Piece] = []
  /// How the line as a whole is set off.
  public var style: Style

  /// An empty line.
  public init(style: Style = .plain) { self.style = style }

  /// A line that says a phrase.
  public init(_ phrase: Phrase, style: Style = .plain) {
    self.style = style
    append(phrase)
  }

  /// Adds words at the end, control characters made visible.
  public mutating func append(_ text: String, tint: Palette.Tint? = nil) {
    if !text.isEmpty { pieces.append(Piece(text: Printable.of(text), rule: nil, tint: tint)) }
  }

  /// Adds a phrase at the end, its figures as text.
  public mutating func append(_ phrase: Phrase) {
    for segment in phrase.segments {
      switch segment {
      case .plain(let text): append(text)
      case .figure(let figure):
        pieces.append(Piece(text: Printable.of(figure.text), rule: figure.rule))
      }
    }
  }

  /// The text without blanks at its end.
  public var text: String {
    var text = pieces.map(\.text).joined()
    while text.last == " " { text.removeLast() }
    return text
  }

  /// The pieces of its figures as ranges of UTF-8 offsets in `text`.
  public var figures: [(span: Span, rule: ComparisonRule)] {
    var offset = 0
    var found: [(Span, ComparisonRule)] = []
    for piece in pieces {
      let end = offset + piece.text.utf8.count
      if let rule = piece.rule { found.append((Span(offset, end), rule)) }
      offset = end
    }
    return found
  }

  /// True if the line shows the state of gates.
  public var showsGates: Bool { pieces.contains { $0.rule == .gates } }
}
