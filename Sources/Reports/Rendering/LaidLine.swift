import Language
import Plots

/// A line ready to print: its pieces, and which of them are figures.
public struct LaidLine: Hashable, Sendable {
  /// How a screen may set it off.
  public enum Style: Hashable, Sendable { case plain, heading }

  public struct Piece: Hashable, Sendable {
    public let text: String
    /// Nil for words.
    public let rule: ComparisonRule?
    /// The colour of a series of a diagram; nil for all else.
    public var tint: Palette.Tint? = nil
  }

  public private(set) var pieces: [Piece] = []
  public var style: Style

  public init(style: Style = .plain) { self.style = style }

  public init(_ phrase: Phrase, style: Style = .plain) {
    self.style = style
    append(phrase)
  }

  public mutating func append(_ text: String, tint: Palette.Tint? = nil) {
    if !text.isEmpty { pieces.append(Piece(text: Printable.of(text), rule: nil, tint: tint)) }
  }

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
