/// Splits a line into words.
///
/// Blanks part words; `"quotes"` keep blanks, with `\"` and `\\` inside; `#` at the start of a
/// word begins a comment; `\` at the end of a line goes on with the next; `$name` and `${name}`
/// stand for a parameter, `$$` for a dollar; a word that starts as `key=` is an option.
public struct Lexer {
  /// What a parameter stands for; nil if there is none of this name.
  public typealias Lookup = (String) -> String?

  /// Bytes that a line may have: far more than anybody types, few enough to be read at once.
  public static let longestLine = 1 << 20

  private let text: String
  private let bytes: [UInt8]
  private let lookup: Lookup?
  private let known: () -> [String]
  private var position = 0
  /// Bytes that came from parameters.
  private var inserted = 0

  private init(_ text: String, lookup: Lookup?, known: @escaping () -> [String]) {
    self.text = text
    bytes = Array(text.utf8)
    self.lookup = lookup
    self.known = known
  }

  /// The words of `text`.
  ///
  /// - Parameters:
  ///   - lookup: parameters by name; nil leaves `$name` as it is typed.
  ///   - known: the names to offer when one is not found.
  public static func words(
    _ text: String, lookup: Lookup? = nil, known: @escaping () -> [String] = { [] }
  ) throws(Diagnostic) -> [Word] {
    var lexer = Lexer(text, lookup: lookup, known: known)
    var words: [Word] = []
    while lexer.skipBlanks() { words.append(try lexer.word()) }
    return words
  }

  /// True if the last line ends in a `\` that asks for another line.
  public static func continues(_ text: String) -> Bool {
    var slashes = 0
    for byte in text.utf8.reversed() {
      if byte != UInt8(ascii: "\\") { break }
      slashes += 1
    }
    return slashes % 2 == 1
  }

  /// A command that goes on behind `\` in one line, without comments; a text that is one line, or
  /// cannot be, as it is.
  public static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(10), let words = try? words(text) else { return text }
    let typed = words.map { $0.span.text(in: text) }
    return typed.contains { $0.utf8.contains(10) } ? text : typed.joined(separator: " ")
  }

  /// Moves to the next word; false at the end.
  private mutating func skipBlanks() -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else if Self.isBlank(byte) {
        position += 1
      } else if isContinuation(at: position) {
        position += 1
      } else {
        return true
      }
    }
    return false
  }

  private func isContinuation(at index: Int) -> Bool {
    guard bytes[index] == UInt8(ascii: "\\") else { return false }
    let next = index + 1
    return next >= bytes.count || bytes[next] == UInt8(ascii: "\n")
      || (bytes[next] == UInt8(ascii: "\r") && next + 1 < bytes.count
        && bytes[next + 1] == UInt8(ascii: "\n"))
  }

  private mutating func word() throws(Diagnostic) -> Word {
    let start = position
    let key = takeKey()
    let valueStart = position
    var value: [UInt8] = []
    var isVerbatim = true
    while position < bytes.count, !Self.isBlank(bytes[position]), !isContinuation(at: position) {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        isVerbatim = false
        try quoted(into: &value)
      case UInt8(ascii: "$") where lookup != nil:
        isVerbatim = false
        try parameter(into: &value)
      default:
        value.append(bytes[position])
        position += 1
      }
    }
    return Word(
      text: String(decoding: value, as: UTF8.self), span: Span(start, position),
      key: key?.name, keySpan: key?.span, valueSpan: Span(valueStart, position),
      isVerbatim: isVerbatim)
  }

  /// `name=` at the start of a word.
  private mutating func takeKey() -> (name: String, span: Span)? {
    var end = position
    while end < bytes.count, Self.isNameByte(bytes[end], first: end == position) { end += 1 }
    guard end > position, end < bytes.count, bytes[end] == UInt8(ascii: "=") else { return nil }
    let span = Span(position, end)
    let name = String(decoding: bytes[position..<end], as: UTF8.self)
    position = end + 1
    return (name, span)
  }

  private mutating func quoted(into value: inout [UInt8]) throws(Diagnostic) {
    let start = position
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "\"") || bytes[position + 1] == UInt8(ascii: "\\")
      {
        value.append(bytes[position + 1])
        position += 2
      } else if byte == UInt8(ascii: "$"), lookup != nil {
        try parameter(into: &value)
      } else {
        value.append(byte)
        position += 1
      }
    }
    throw Diagnostic(
      .unclosedQuote, "the quote is never closed", at: Span(start, bytes.count),
      hint: "add \" at its end")
  }

  private mutating func parameter(into value: inout [UInt8]) throws(Diagnostic) {
    let start = position
    position += 1
    if position < bytes.count, bytes[position] == UInt8(ascii: "$") {
      value.append(UInt8(ascii: "$"))
      position += 1
      return
    }
    let braced = position < bytes.count && bytes[position] == UInt8(ascii: "{")
    if braced { position += 1 }
    let nameStart = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "-"),
      Self.isNameByte(bytes[position], first: position == nameStart)
    {
      position += 1
    }
    let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
    if braced {
      guard position < bytes.count, bytes[position] == UInt8(ascii: "}") else {
        throw Diagnostic(
          .badParameter, "‘${’ has no ‘}’ behind its name", at: Span(start, position),
          hint: "write ${name}")
      }
      position += 1
    }
    guard !name.isEmpty else {
      throw Diagnostic(
        .badParameter, "‘$’ stands before the name of a parameter",
        at: Span(start, max(position, start + 1)), hint: "write $name, or $$ for a dollar")
    }
    guard let found = lookup?(name) else {
      throw Diagnostic.unknown(
        "parameter", name, among: known(), code: .unknownParameter, at: Span(start, position),
        none: "‘param \(name)=VALUE’ sets it, and so does \(name)=VALUE on the shell line")
    }
    inserted += found.utf8.count
    guard inserted <= Self.longestLine else {
      throw Diagnostic(
        "line-too-long",
        "a line has at most \(Self.longestLine) bytes, and its parameters make more",
        at: Span(start, position))
    }
    value.append(contentsOf: found.utf8)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  private static func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): !first
    default: false
    }
  }
}
