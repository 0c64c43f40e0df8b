import Datasets
import Foundation
import Language
import Notebook
import Reports
import Sessions
import Tensors

extension RunsCommand {
  /// The table of `runs to=FILE`: numbers for programs (.csv, .json), or text for papers and pages.
  struct File {
    private var file: OutputFile
    private let format: Format

    /// What it is written as, by its ending.
    private enum Format: String, CaseIterable {
      case csv, json, md, html, tex
    }

    /// What text files begin with, so that no other file is taken for one of them.
    private static let mark = "a table of runs by pollard"

    /// Nil where no file is asked for.
    init?(_ arguments: BoundArguments, _ context: CommandContext) throws {
      guard arguments.isTyped("to") else { return nil }
      file = try OutputFile(arguments, "to", context)
      guard let format = Format(rawValue: file.ending) else {
        throw arguments.error(
          .badValue, "a table of runs is written as \(Self.endings), found ‘\(file.path)’",
          at: "to", hint: "to=table.md")
      }
      self.format = format
      try file.check(for: "table of runs") { Self.isOurs($0, format) }
    }

    private static let endings = ValueType.either(Format.allCases.map { ".\($0.rawValue)" })

    private static func isOurs(_ file: PlainFile, _ format: Format) -> Bool {
      let opening = String(decoding: file.opening(4096), as: UTF8.self)
      switch format {
      case .csv:
        let columns = opening.prefix { !$0.isNewline }.filter { $0 != "\"" }.split(separator: ",")
        return columns.contains("n") && columns.last?.hasSuffix("_ci95") == true
      case .json: return opening.hasPrefix("{\"groups\":")
      case .md, .html, .tex: return opening.prefix(200).contains(mark)
      }
    }

    func write(_ answer: Groups) throws -> Report {
      try file.write { Array(text(answer).utf8) }
    }

    private func text(_ answer: Groups) -> String {
      switch format {
      case .csv:
        let (head, rows) = answer.cells
        return ([head] + rows).map(CSVLine.text).joined()
      case .json:
        var report = Report()
        answer.add(to: &report)
        return JSONValue.object(["groups": report["groups"] ?? .array([])]).description + "\n"
      case .md: return Self.markdown(answer.readable)
      case .html: return Self.page(answer.readable)
      case .tex: return Self.tex(answer.readable)
      }
    }

    private static func markdown(_ table: (head: [String], rows: [[String]])) -> String {
      func line(_ cells: [String]) -> String {
        "| " + cells.map(ProseLine.markdown).joined(separator: " | ") + " |\n"
      }
      return "<!-- \(mark) -->\n\n" + line(table.head) + line(table.head.map { _ in "---" })
        + table.rows.map(line).joined()
    }

    private static func page(_ table: (head: [String], rows: [[String]])) -> String {
      func line(_ cells: [String], _ tag: String) -> String {
        "<tr>" + cells.map { "<\(tag)>\(PageProse.escaped($0))</\(tag)>" }.joined() + "</tr>\n"
      }
      return "<!DOCTYPE html>\n<!-- \(mark) -->\n<meta charset=\"utf-8\">\n<title>runs</title>\n"
        + "<table>\n" + line(table.head, "th") + table.rows.map { line($0, "td") }.joined()
        + "</table>\n"
    }

    private static func tex(_ table: (head: [String], rows: [[String]])) -> String {
      func line(_ cells: [String]) -> String {
        "  " + cells.map(escaped).joined(separator: " & ") + " \\\\\n"
      }
      let columns = String(repeating: "l", count: max(0, table.head.count))
      return "% \(mark)\n\\begin{tabular}{\(columns)}\n  \\hline\n" + line(table.head)
        + "  \\hline\n"
        + table.rows.map(line).joined() + "  \\hline\n\\end{tabular}\n"
    }

    /// Text as LaTeX has it.
    private static func escaped(_ text: String) -> String {
      text.map { character -> String in
        switch character {
        case "\\": "\\textbackslash{}"
        case "~": "\\textasciitilde{}"
        case "^": "\\textasciicircum{}"
        case "±": "$\\pm$"
        case "–": "--"
        case "µ": "\\textmu{}"
        case _ where "&%$#_{}".contains(character): "\\\(character)"
        default: String(character)
        }
      }.joined()
    }
  }
}
