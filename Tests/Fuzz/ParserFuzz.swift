import Language

@testable import Commands

/// Typed lines: a bound line or a diagnostic whose place lies in the line, and candidates at any
/// cursor.
@_cdecl("LLVMFuzzerTestOneInput")
public func parserFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let line = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
  let length = line.utf8.count
  for prefixes in [false, true] {
    do throws(Diagnostic) {
      let lookup: Lexer.Lookup = { $0 == "n" ? "3" : nil }
      let parsed = try ParsedLine.read(
        line, table: ParserFuzz.table, prefixes: prefixes, lookup: lookup)
      if let parsed { ParserFuzz.readAgain(parsed, lookup) }
    } catch {
      if let span = error.span { precondition(span.start >= 0 && span.end <= length) }
      precondition(!DiagnosticRenderer(width: 40).lines(error, text: line).isEmpty)
    }
  }
  let completion = Completion(table: ParserFuzz.table) { _, _ in
    [Candidate("conv1"), Candidate("é")]
  }
  let answer = completion.answer(line, cursor: size % (length + 2))
  precondition(answer.start <= length)
  return 0
}

enum ParserFuzz {
  static let table = CommandTable(CommandCatalog.all.map { $0.signature })

  /// What is recorded reads back as the same command with as many values.
  static func readAgain(_ parsed: ParsedLine, _ lookup: @escaping Lexer.Lookup) {
    let again = try? ParsedLine.read(
      parsed.canonical, table: table, prefixes: false, lookup: lookup)
    precondition(again?.signature.verb == parsed.signature.verb)
  }
}
