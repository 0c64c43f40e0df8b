/// The one place that words an error on screen: message, excerpt with a caret, hint.
public struct DiagnosticRenderer: Sendable {
  /// Where the text of the cell came from.
  public struct Origin: Hashable, Sendable {
    /// The name of the file; nil at the prompt.
    public var name: String?
    /// The line of the file on which the cell starts, from 1.
    public var line: Int

    /// A cell of a file, or of the prompt where the name is nil.
    public init(name: String?, line: Int) {
      self.name = name
      self.line = line
    }
  }

  /// The columns an excerpt may take.
  public var width: Int

  /// Excerpts are cut to `width` columns, 20 at least.
  public init(width: Int = 100) { self.width = max(20, width) }

  /// The lines of the error. `origin` adds `at FILE:LINE:COLUMN`.
  ///
  /// - Parameter quoting: whether to say what a file holds; not where the lines are kept.
  public func lines(
    _ diagnostic: Diagnostic, text: String, origin: Origin? = nil, label: String = "error",
    quoting: Bool = false
  ) -> [String] {
    var lines = ["\(label): \(Printable.of(diagnostic.message))"]
    if let span = diagnostic.span, !text.isEmpty { lines += excerpt(text, span) }
    if let origin, let name = origin.name {
      let place = TextPosition(of: diagnostic.span?.start ?? 0, in: text)
      let line = origin.line + place.line - 1
      lines.append("  at \(Printable.of(name)):\(line):\(place.column)")
    }
    if quoting, let quote = diagnostic.quote { lines += Self.lines(quote) }
    if let hint = diagnostic.hint { lines.append("  hint: \(Printable.of(hint))") }
    return lines
  }

  /// What a file holds there; a list begins on a line of its own.
  private static func lines(_ quote: String) -> [String] {
    let parts = quote.split(separator: "\n").map { Printable.of(String($0)) }
    return parts.count > 1
      ? ["  there:"] + parts.map { "    \($0)" } : ["  there: \(parts.first ?? "")"]
  }

  /// The line that holds the start of `span`, and carets under it.
  private func excerpt(_ text: String, _ span: Span) -> [String] {
    let bytes = Array(text.utf8)
    let start = min(max(span.start, 0), bytes.count)
    let lineStart = bytes[..<start].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let lineEnd = bytes[start...].firstIndex(of: 10) ?? bytes.count
    let end = min(max(span.end, start), lineEnd)
    func piece(_ low: Int, _ high: Int) -> String {
      Printable.of(String(decoding: bytes[low..<max(low, high)], as: UTF8.self))
    }
    var before = piece(lineStart, start)
    let marked = piece(start, end)
    var after = piece(end, lineEnd)
    let room = width - 4
    let markedWidth = min(max(1, DisplayWidth.of(marked)), room)
    let total = DisplayWidth.of(before) + DisplayWidth.of(marked) + DisplayWidth.of(after)
    if total > room {
      before = Self.tail(before, max(0, (room - markedWidth) * 2 / 3))
      after = DisplayWidth.cut(after, to: max(0, room - markedWidth - DisplayWidth.of(before)))
    }
    let shown = DisplayWidth.of(marked) > room ? DisplayWidth.cut(marked, to: room) : marked
    let blanks = String(repeating: " ", count: DisplayWidth.of(before))
    let line = Self.trimmed("  | " + before + shown + after)
    return [line, "  | " + blanks + String(repeating: "^", count: markedWidth)]
  }

  /// The last `width` columns of `text`, after a `…`.
  private static func tail(_ text: String, _ width: Int) -> String {
    if DisplayWidth.of(text) <= width { return text }
    if width < 1 { return "" }
    var kept: [Character] = []
    var used = 1
    for character in text.reversed() {
      let next = DisplayWidth.of(character)
      if used + next > width { break }
      kept.append(character)
      used += next
    }
    return "…" + String(kept.reversed())
  }

  private static func trimmed(_ text: String) -> String {
    var result = text
    while result.last == " " { result.removeLast() }
    return result
  }
}
