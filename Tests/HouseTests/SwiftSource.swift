/// A Swift file for tests that ask about code: comments, and what stands between quotes, are blank;
/// lines and columns stay where they were, and so does the code inside `\( )`.
struct SwiftSource {
  private(set) var lines: [String]

  init(_ text: String) {
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.scan()
    lines = scanner.bytes.split(separator: Scanner.lineEnd, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The words of the code: names, keywords and numbers.
  var words: Set<Substring> {
    Set(
      lines.flatMap { line in
        line.unicodeScalars.split { !($0.properties.isAlphabetic || $0.isDigit || $0 == "_") }
          .map { Substring($0) }
      })
  }

  /// Blanks in place.
  private struct Scanner {
    static let lineEnd = UInt8(ascii: "\n")
    private static let blank = UInt8(ascii: " ")

    var bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Code up to the end of the file, or to the parenthesis that closes an interpolation.
    mutating func scan(inside: Bool = false) {
      var depth = 0
      while place < bytes.count {
        switch bytes[place] {
        case UInt8(ascii: "/"): slash()
        case UInt8(ascii: "\""): string(hashes: "")
        case UInt8(ascii: "#") where begins("#\""): string(hashes: "#")
        case UInt8(ascii: "("):
          depth += 1
          place += 1
        case UInt8(ascii: ")"):
          depth -= 1
          if inside, depth == 0 { return }
          place += 1
        default: place += 1
        }
      }
    }

    /// A comment, a regular expression or a division.
    private mutating func slash() {
      if begins("//") {
        while place < bytes.count, bytes[place] != Self.lineEnd { blank(1) }
      } else if begins("/*") {
        while place < bytes.count, !begins("*/") { blank(1) }
      } else if beginsOperand {
        place += 1
        while place < bytes.count, !begins("/"), !begins("\n") { blank(begins("\\") ? 2 : 1) }
        place += 1
      } else {
        place += 1
      }
    }

    private mutating func string(hashes: String) {
      let quotes = begins(hashes + "\"\"\"") ? "\"\"\"" : "\""
      let (opening, closing) = (hashes + quotes, quotes + hashes)
      let interpolation = "\\" + hashes + "("
      place += opening.utf8.count
      while place < bytes.count, !begins(closing) {
        if begins(interpolation) {
          blank(interpolation.utf8.count - 1)
          scan(inside: true)
          place += 1
        } else {
          blank(hashes.isEmpty && begins("\\") ? 2 : 1)
        }
      }
      place += closing.utf8.count
    }

    /// Whether the slash here begins a regular expression.
    private var beginsOperand: Bool {
      guard place + 1 < bytes.count, !" =".utf8.contains(bytes[place + 1]) else { return false }
      let before = bytes[..<place].last { $0 != Self.blank } ?? Self.lineEnd
      return "(,=:[{!&|?\n".utf8.contains(before)
    }

    private mutating func blank(_ count: Int) {
      for _ in 0..<count where place < bytes.count {
        if bytes[place] != Self.lineEnd { bytes[place] = Self.blank }
        place += 1
      }
    }

    private func begins(_ text: String) -> Bool {
      var index = place
      for byte in text.utf8 {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
      }
      return true
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
