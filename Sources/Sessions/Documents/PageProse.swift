/// Prose as HTML: headings, lists, code, emphasis and paragraphs of Markdown; all else stays as it
/// is typed.
public enum PageProse {
  /// The paragraphs, headings and lists of comment lines as HTML elements.
  public static func elements(_ lines: [String]) -> [String] {
    var elements: [String] = []
    var paragraph: [String] = []
    var entries: [String] = []
    func flush() {
      if !paragraph.isEmpty {
        elements.append("<p>\(paragraph.joined(separator: "\n"))</p>")
      }
      if !entries.isEmpty {
        elements += ["<ul>"] + entries.map { "<li>\($0)</li>" } + ["</ul>"]
      }
      paragraph = []
      entries = []
    }
    for line in lines {
      if let (level, text) = ProseLine.heading(line) {
        flush()
        elements.append("<h\(level)>\(inline(text))</h\(level)>")
      } else if let entry = ProseLine.entry(line) {
        if !paragraph.isEmpty { flush() }
        entries.append(inline(entry))
      } else if line.isEmpty {
        flush()
      } else if !entries.isEmpty, line.first == " " {
        // An entry goes on where the line is indented.
        entries[entries.count - 1] += "\n" + inline(line)
      } else {
        if !entries.isEmpty { flush() }
        paragraph.append(inline(line))
      }
    }
    flush()
    return elements
  }

  private static func inline(_ text: String) -> String {
    ProseLine.pieces(text).map { text, isCode in
      let shown = escaped(text)
      return isCode ? "<code>\(shown.trimmingBlanks)</code>" : emphasised(shown)
    }.joined()
  }

  /// `**strong**` and `*stressed*`. No stars are left within `strong`, so tags cannot cross.
  private static func emphasised(_ text: String) -> String {
    guard text.contains("*") else { return text }
    return text.replacing(/\*\*([^\s*](?:[^*]*[^\s*])?)\*\*/) { "<strong>\($0.1)</strong>" }
      .replacing(/\*([^\s*](?:[^*]*[^\s*])?)\*/) { "<em>\($0.1)</em>" }
  }

  /// The text as it is written between tags or in an attribute.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
