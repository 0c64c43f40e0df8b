import Language

/// The lines of a text that was pasted, and what is held back when one of them fails.
struct PastedLines {
  private let lines: [String]
  private var next = 0
  /// Where the command began that goes on behind a `\`.
  private var start = 0

  /// One line, or those of a paste.
  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Whether lines are left.
  var isMore: Bool { next < lines.count }

  /// The next line; nil at the end.
  ///
  /// - Parameter isFurther: whether it belongs to a command that is not complete.
  mutating func take(isFurther: Bool) -> String? {
    guard isMore else { return nil }
    if !isFurther { start = next }
    next += 1
    return lines[next - 1]
  }

  /// The lines from the one that failed on; nil where it was the last that says something.
  var held: [String]? {
    let rest = lines[next...].contains { !$0.allSatisfy(\.isWhitespace) }
    return rest ? Array(lines[start...]) : nil
  }
}
