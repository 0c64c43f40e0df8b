/// A Swift file for tests that ask about code: comments, and what stands between quotes, are blank;
/// lines and columns stay where they were, and so does the code inside `\( )`.
struct SwiftSource {
  private(set) var lines: [String]

  init(_ text: String) {
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.scan()
    lines = String(decoding: scanner.bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The words of the code: names, keywords and numbers.
  var words: Set<Substring> {
    Set(lines.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } })
  }

  /// Blanks in place.
  private struct Scanner {
    var bytes: [UInt8]
    var place = 0

    /// Code up to the end of the file, or to the parenthesis that closes an interpolation.
    mutating func scan(inside: Bool = false) {
      var depth = 0
      while place < bytes.count {
        if begins("//") {
          blank { !$0.begins("\n") }
        } else if begins("/*") {
          blank { !$0.begins("*/") }
        } else if begins("\"") || begins("#\"") {
          string()
        } else if beginsRegex {
          regex()
        } else {
          if begins("(") { depth += 1 }
          if begins(")") { depth -= 1 }
          if inside, depth == 0 { return }
          place += 1
        }
      }
    }

    private mutating func string() {
      let hashes = begins("#") ? "#" : ""
      let quotes = begins(hashes + "\"\"\"") ? "\"\"\"" : "\""
      place += hashes.utf8.count + quotes.utf8.count
      while place < bytes.count, !begins(quotes + hashes) {
        if begins("\\" + hashes + "(") {
          blank(1 + hashes.utf8.count)
          scan(inside: true)
          place += 1
        } else {
          blank(hashes.isEmpty && begins("\\") ? 2 : 1)
        }
      }
      place += quotes.utf8.count + hashes.utf8.count
    }

    /// A slash that begins an operand, not one that divides.
    private var beginsRegex: Bool {
      guard begins("/"), place + 1 < bytes.count, !" /*=".utf8.contains(bytes[place + 1]) else {
        return false
      }
      let before = bytes[..<place].last { $0 != UInt8(ascii: " ") } ?? UInt8(ascii: "\n")
      return "(,=:[{!&|?\n".utf8.contains(before)
    }

    private mutating func regex() {
      place += 1
      blank { !$0.begins("/") && !$0.begins("\n") }
      place += 1
    }

    private mutating func blank(while goesOn: (Self) -> Bool) {
      while place < bytes.count, goesOn(self) { blank(begins("\\") ? 2 : 1) }
    }

    private mutating func blank(_ count: Int) {
      for _ in 0..<count where place < bytes.count {
        if bytes[place] != UInt8(ascii: "\n") { bytes[place] = UInt8(ascii: " ") }
        place += 1
      }
    }

    private func begins(_ text: String) -> Bool {
      bytes[place...].starts(with: text.utf8)
    }
  }
}
