import Language
import Tensors

/// Reads the lines of a session file or of a plain script.
public struct SessionParser {
  private let lines: [Substring]
  private let name: String
  private let stop: StopFlag?
  private var index = 0

  /// Lines that a file may have.
  private static let longest = 1_000_000

  init(_ text: String, name: String, stop: StopFlag? = nil) {
    var lines = Self.lines(LineBreaks.normalised(text))[...]
    if lines.last?.isEmpty == true { lines = lines.dropLast() }
    self.lines = Array(lines)
    self.name = name
    self.stop = stop
  }

  /// Byte by byte: a long text parts so in a tenth of the time.
  private static func lines(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var start = text.utf8.startIndex
    for index in text.utf8.indices where text.utf8[index] == UInt8(ascii: "\n") {
      lines.append(text[start..<index])
      start = text.utf8.index(after: index)
    }
    return lines + [text[start...]]
  }

  mutating func parse() throws(Diagnostic) -> SessionFile {
    guard lines.count <= Self.longest else {
      throw Diagnostic(
        "bad-session", "‘\(name)’ has more than \(Self.longest) lines, and no session is so long")
    }
    for (index, line) in lines.enumerated() where line.utf8.count > Lexer.longestLine {
      throw error(
        "a line has at most \(Lexer.longestLine) bytes, and this one has more", at: index)
    }
    var shellLine: String?
    if let first = lines.first, first.hasPrefix("#!/") {
      shellLine = String(first)
      index = 1
    }
    let header = try takeHeader()
    let isMarked = header != nil || firstLineIsMarked
    var elements: [SessionElement] = []
    while index < lines.count {
      if index % 1024 == 0, stop?.isRaised == true {
        throw Diagnostic(.interrupted, "interrupted; nothing was changed")
      }
      if isMarked {
        try markedLine(into: &elements)
      } else {
        elements.append(try plainLine())
      }
    }
    return SessionFile(
      header: header, elements: elements, isMarked: isMarked, shellLine: shellLine)
  }

  private func error(
    _ message: String, at line: Int, quote: String? = nil, hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      "bad-session", "‘\(name)’, line \(line + 1): \(message)", quote: quote, hint: hint)
  }

  private mutating func takeHeader() throws(Diagnostic) -> SessionHeader? {
    guard index < lines.count, lines[index].hasPrefix(SessionHeader.opening) else {
      if index < lines.count, lines[index].hasPrefix("#!"),
        String(lines[index].dropFirst(2)).trimmingBlanks.lowercased().hasPrefix("pollard")
      {
        throw error(
          "expected ‘\(SessionHeader.opening) \(SessionHeader.format)’ behind ‘#!’", at: index,
          quote: "‘\(lines[index].prefix(40))’", hint: "a comment begins with ‘# ’")
      }
      return nil
    }
    let typed = lines[index].dropFirst(SessionHeader.opening.count)
    let number = String(typed).trimmingBlanks
    guard let format = Int(number), format >= 1 else {
      throw error("expected ‘#! pollard session 1’, found the number ‘\(number)’", at: index)
    }
    guard format <= SessionHeader.format else {
      throw error(
        "this is session format \(format), and this program reads up to \(SessionHeader.format)",
        at: index, hint: "use a newer pollard")
    }
    index += 1
    var header = SessionHeader()
    while index < lines.count, lines[index].hasPrefix("#!") {
      try headerField(into: &header)
      index += 1
    }
    return header
  }

  private func headerField(into header: inout SessionHeader) throws(Diagnostic) {
    let field = lines[index].dropFirst(2)
    guard let colon = field.firstIndex(of: ":") else {
      throw error("expected ‘#! name: value’ in the header", at: index)
    }
    let key = String(field[..<colon]).trimmingBlanks
    let value = String(field[field.index(after: colon)...]).trimmingBlanks
    guard !key.isEmpty, header[key] == nil else {
      throw error("the header names ‘\(key)’ twice, or nothing", at: index)
    }
    header[key] = value
    if key == "seed", header.seed == nil {
      throw error("expected a seed from 0 to \(Int.max), found ‘\(value)’", at: index)
    }
  }

  /// A file without a header is a session if its first line that is no comment begins with `>`.
  private var firstLineIsMarked: Bool {
    lines[index...].first { !Self.isProse($0) }?.hasPrefix(">") ?? false
  }

  /// Whether a line is blank or a comment, and so may come before a session.
  public static func isProse(_ line: some StringProtocol) -> Bool {
    line.first { !$0.isWhitespace }.map { $0 == "#" } ?? true
  }

  private mutating func markedLine(into elements: inout [SessionElement]) throws(Diagnostic) {
    let line = lines[index]
    guard let mark = line.first, !line.allSatisfy(\.isWhitespace) else {
      elements.append(.blank)
      index += 1
      return
    }
    switch mark {
    case "#":
      elements.append(.prose(String(line)))
      index += 1
    case ">":
      elements.append(.cell(try markedCell()))
    default:
      guard OutputLine.Kind(rawValue: mark) != nil else {
        throw error(
          "expected a line that begins with # > | ~ or !", at: index, quote: "‘\(line.prefix(40))’",
          hint: "typed lines begin with ‘> ’")
      }
      guard case .cell(var cell)? = elements.last else {
        throw error("output stands here without a typed line above it", at: index)
      }
      cell.outputs = outputs()
      elements[elements.count - 1] = .cell(cell)
    }
  }

  /// The lines of output from here on.
  private mutating func outputs() -> [OutputLine] {
    var outputs: [OutputLine] = []
    while index < lines.count, let mark = lines[index].first,
      let kind = OutputLine.Kind(rawValue: mark)
    {
      outputs.append(OutputLine(kind, Self.content(lines[index])))
      index += 1
    }
    return outputs
  }

  private mutating func markedCell() throws(Diagnostic) -> SessionCell {
    let start = index
    var input = Self.content(lines[index])
    index += 1
    while Lexer.continues(input), index < lines.count {
      guard lines[index].hasPrefix(">") else {
        throw error(
          "the line above goes on behind its ‘\\’, so this one must begin with ‘>’", at: index)
      }
      input += "\n" + Self.content(lines[index])
      index += 1
    }
    return SessionCell(input: input, line: start + 1)
  }

  private mutating func plainLine() throws(Diagnostic) -> SessionElement {
    let start = index
    var input = String(lines[index])
    index += 1
    guard let first = input.first(where: { !$0.isWhitespace }) else { return .blank }
    if first == "#" { return .prose(input) }
    while Lexer.continues(input), index < lines.count {
      input += "\n" + lines[index]
      index += 1
    }
    return .cell(SessionCell(input: input, line: start + 1))
  }

  /// What follows the mark and one blank.
  private static func content(_ line: Substring) -> String {
    let rest = line.dropFirst()
    return String(rest.first == " " ? rest.dropFirst() : rest)
  }
}
