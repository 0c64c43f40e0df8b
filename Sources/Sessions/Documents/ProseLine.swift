/// A line of prose, and what Markdown makes of it.
public enum ProseLine {
  /// `# Title` to `###### Title`, without the hashes at its end.
  static func heading(_ line: String) -> (level: Int, text: String)? {
    guard let match = line.wholeMatch(of: /(#{1,6})\s+(\S.*?)\s*#*\s*/) else { return nil }
    return (match.1.count, String(match.2))
  }

  /// `- entry` or `* entry`.
  static func entry(_ line: String) -> String? {
    line.wholeMatch(of: /\s*[-*]\s+(\S.*)/).map { String($0.1) }
  }

  /// The text in its order; what is between backticks, as many after it as before, is code.
  static func pieces(_ line: String) -> [(text: String, isCode: Bool)] {
    let characters = Array(line)
    var pieces: [(String, Bool)] = []
    var text = ""
    var index = 0
    while index < characters.count {
      let run = self.run(characters, index)
      if run == 0 {
        text.append(characters[index])
        index += 1
      } else if let end = close(characters, index + run, run) {
        pieces += [(text, false), (String(characters[index + run..<end]), true)]
        text = ""
        index = end + run
      } else {
        text += String(repeating: "`", count: run)
        index += run
      }
    }
    return (pieces + [(text, false)]).filter { !$0.0.isEmpty }
  }

  /// How many backticks there are at `index`.
  private static func run(_ characters: [Character], _ index: Int) -> Int {
    characters[index...].prefix { $0 == "`" }.count
  }

  /// Where the next run of exactly `length` backticks begins.
  private static func close(_ characters: [Character], _ start: Int, _ length: Int) -> Int? {
    var index = start
    while index < characters.count {
      let run = run(characters, index)
      if run == length { return index }
      index += max(1, run)
    }
    return nil
  }

  /// The line as Markdown that holds no HTML and no formula, opens no fence, and means the same
  /// whatever is around it. What prose may use are headings, lists, emphasis, links and code.
  public static func markdown(_ line: String) -> String {
    guard line.contains(where: { "\\<&$`~".contains($0) }) else { return line }
    let isFence = line.contains(/^\s*([-*+>]\s*|\d+[.)]\s*)*(```|~~~)/)
    let pieces = isFence ? [(text: line, isCode: false)] : pieces(line)
    return pieces.map { text, isCode in
      guard isCode else { return literal(text, isFence) }
      let marks = String(repeating: "`", count: longestRun(text) + 1)
      return marks + text + marks
    }.joined()
  }

  private static func literal(_ text: String, _ isFence: Bool) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "\\", "$", "`": result += "\\\(character)"
      case "~" where isFence: result += "\\~"
      default: result.append(character)
      }
    }
    return result
  }

  /// The longest run of backticks in a text.
  public static func longestRun(_ text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
