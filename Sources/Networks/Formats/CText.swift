/// Texts as a C file can hold them, whatever they say.
enum CText {
  static let width = 98

  /// A comment of paragraphs, whose words fill its lines. Nothing in it ends the comment, begins
  /// another, is a trigraph or turns the direction of writing.
  static func comment(_ paragraphs: [String]) -> String {
    let text = words(paragraphs).map { $0.isEmpty ? "" : " " + $0 }.joined(separator: "\n *")
    return "/*\(text)\n */"
  }

  /// The lines of such a comment.
  static func words(_ paragraphs: [String]) -> [String] {
    var lines: [String] = []
    for paragraph in paragraphs {
      let words = safe(paragraph).split(separator: " ").flatMap(parts)
      var line = ""
      for word in words {
        if !line.isEmpty, line.utf8.count + 1 + word.utf8.count > width - 3 {
          lines.append(line)
          line = ""
        }
        line += (line.isEmpty ? "" : " ") + word
      }
      lines.append(line)
    }
    return lines
  }

  /// A comment of one line.
  static func note(_ text: String) -> String {
    let safe = safe(text)
    return "/* \(safe.count > width - 10 ? safe.prefix(width - 14) + "..." : safe[...]) */"
  }

  /// An identifier: letters, digits and `_` of ASCII, a letter first, of at most 40.
  static func identifier(_ text: String) -> String {
    let safe = text.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? Character(scalar) : "_"
    }
    let begins = safe.first.map { $0.isLetter } == true
    return (begins ? "" : "layer_") + String(safe.prefix(40))
  }

  private static func safe(_ text: String) -> String {
    var result = ""
    var last: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      let isWritten =
        scalar.isASCII ? (" "..."~").contains(scalar) : scalar.properties.isAlphabetic
      let next: Unicode.Scalar = isWritten ? scalar : "_"
      let pair = [last, next]
      if pair == ["*", "/"] || pair == ["/", "*"] || pair == ["?", "?"] { result += " " }
      // A backslash at the end of a line would join it with the next.
      result.unicodeScalars.append(next == "\\" ? "/" : next)
      last = next == "\\" ? "/" : next
    }
    return result
  }

  /// A word that is longer than a line, in pieces.
  private static func parts(_ word: Substring) -> [Substring] {
    var rest = word
    var parts: [Substring] = []
    while rest.utf8.count > width - 3 {
      parts.append(rest.prefix(24))
      rest = rest.dropFirst(24)
    }
    return parts + [rest]
  }
}
