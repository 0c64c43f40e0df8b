import Language

/// All commands and topics as one page of Markdown: Docs/Commands.md is what this prints.
///
/// Paragraphs, synopses and examples are wrapped at `width` columns; rows of tables cannot be.
public enum CommandMarkdown {
  /// Columns of the page, as in all pages of Docs.
  public static let width = 100

  /// The lines of the page.
  public static func page(_ signatures: [Signature], topics: [Topic]) -> [String] {
    var lines = [
      "# Commands", "",
      "Printed by `./dev docs` from the program's own help; `help COMMAND` shows the same, and",
      "`help TOPIC` what stands at the end, under [Topics](#topics).", "",
    ]
    for group in CommandGroup.all {
      let commands = signatures.filter { $0.group == group }
      guard !commands.isEmpty else { continue }
      lines += ["## \(group)", ""]
      for signature in commands {
        lines += section(signature, level: 3)
        for variant in signature.variants {
          lines += section(signature.narrowed(to: variant), level: 4)
        }
      }
    }
    lines += ["## Topics", ""]
    for topic in topics { lines += section(topic) }
    return Array(lines.dropLast())
  }

  private static func section(_ topic: Topic) -> [String] {
    let summary = topic.summary
    return ["### \(topic.name)", ""]
      + wrapped("\(summary.prefix(1).uppercased())\(summary.dropFirst()).") + [""]
      + details(topic.text) + [""] + topic.exampleLines.map { "    \($0)" } + [""]
  }

  private static func section(_ signature: Signature, level: Int) -> [String] {
    var lines = ["\(String(repeating: "#", count: level)) \(signature.verb)", ""]
    let summary = signature.summary
    lines += wrapped("\(summary.prefix(1).uppercased())\(summary.dropFirst()).") + [""]
    lines += wrapped(signature.synopsis, first: "    ", others: "        ") + [""]
    let rows = signature.positionals + signature.options
    if !rows.isEmpty {
      lines += ["| | | default |", "| --- | --- | --- |"]
      for parameter in rows {
        let standing = parameter.defaultText ?? parameter.otherwise ?? ""
        let cells = [
          cell(parameter.name), "\(cell(parameter.summary)): \(cell(parameter.expectation))",
          cell(standing),
        ]
        lines.append("| \(cells.joined(separator: " | ")) |")
      }
      lines.append("")
    }
    if !signature.details.isEmpty { lines += details(signature.details) + [""] }
    for example in signature.examples { lines += self.example(example) }
    return signature.examples.isEmpty ? lines : lines + [""]
  }

  /// The paragraphs of long help; indented lines, which list things, are the items of a list.
  private static func details(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).flatMap {
      $0.hasPrefix(" ") ? wrapped($0, first: "- ", others: "  ") : wrapped($0)
    }
  }

  /// The line with its note after it, or above it where both do not fit.
  private static func example(_ example: Signature.Example) -> [String] {
    if example.note.isEmpty { return ["    \(example.line)"] }
    let line = "    \(example.line)    # \(example.note)"
    guard line.count > width else { return [line] }
    return wrapped(example.note, first: "    # ", others: "    # ") + ["    \(example.line)"]
  }

  /// The words of `text` in lines of at most `width` columns. No line but the first begins with a
  /// word that Markdown would take for a mark, such as `-` or `#`.
  static func wrapped(_ text: String, first: String = "", others: String = "") -> [String] {
    var pieces: [String] = []
    for word in text.split(separator: " ") {
      if isMark(word), !pieces.isEmpty {
        pieces[pieces.count - 1] += " \(word)"
      } else {
        pieces.append(String(word))
      }
    }
    var lines = [first + (pieces.first ?? "")]
    for piece in pieces.dropFirst() {
      if lines[lines.count - 1].count + 1 + piece.count > width {
        lines.append(others + piece)
      } else {
        lines[lines.count - 1] += " \(piece)"
      }
    }
    return lines
  }

  private static func isMark(_ word: Substring) -> Bool {
    word.first.map { "#>-+*=~".contains($0) } == true || word.wholeMatch(of: /\d+[.)]/) != nil
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
