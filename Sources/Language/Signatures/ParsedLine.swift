/// A line that was read, found and bound.
public struct ParsedLine: Sendable {
  /// What was typed, bound to the command's parameters.
  public let arguments: BoundArguments
  /// The line with its verb in full, as sessions record it.
  public let canonical: String

  /// The command that the line names.
  public var signature: Signature { arguments.signature }

  /// Reads `text`; nil if it holds blanks and comments only.
  ///
  /// - Parameters:
  ///   - prefixes: whether verbs may be cut short.
  ///   - lookup: the parameters.
  ///   - parameters: their names, for a hint.
  public static func read(
    _ text: String, table: CommandTable, prefixes: Bool, lookup: @escaping Lexer.Lookup,
    parameters: @escaping () -> [String] = { [] }
  ) throws(Diagnostic) -> ParsedLine? {
    let words = try Lexer.words(text, lookup: lookup, known: parameters)
    if words.isEmpty { return nil }
    let match = try table.find(words, prefixes: prefixes)
    let arguments = try Binder.bind(
      Array(words.dropFirst(match.count)), to: match.signature, verbSpan: match.span, text: text)
    let bytes = text.utf8
    let before = Span(0, match.span.start).text(in: text)
    let after = Span(match.span.end, bytes.count).text(in: text)
    let canonical =
      match.span.text(in: text) == match.signature.verb
      ? text : before + match.signature.verb + after
    return ParsedLine(arguments: arguments, canonical: canonical)
  }
}
