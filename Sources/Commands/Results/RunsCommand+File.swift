import Datasets
import Foundation
import Language
import Notebook
import Reports
import Sessions
import Tensors

extension RunsCommand {
  /// The tables of `runs to=FILE`: numbers for programs (.csv, .json), text for papers and pages.
  /// With `against=` a .csv has the differences, and the others have them behind the groups.
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
          || columns.suffix(Differences.numbers.count).elementsEqual(Differences.numbers) {
            $0 == $1
          }
      case .json: return opening.hasPrefix("{\"groups\":")
      case .md, .html, .tex: return opening.prefix(200).contains(mark)
      }
    }

    func write(_ groups: Groups, _ differences: Differences?) throws -> Report {
      try file.write { Array(text(groups, differences).utf8) }
    }

    private func text(_ groups: Groups, _ differences: Differences?) -> String {
      let tables = [groups.readable] + (differences.map { [$0.readable] } ?? [])
      switch format {
      case .csv:
        let (head, rows) = differences?.cells ?? groups.cells
        return ([head] + rows).map(CSVLine.text).joined()
      case .json:
        var report = Report()
        groups.add(to: &report)
        differences?.add(to: &report)
        var object: JSONObject = ["groups": report["groups"] ?? .array([])]
        object["differences"] = report["differences"]
        return JSONValue.object(object).description + "\n"
      case .md: return "<!-- \(Self.mark) -->\n" + tables.map(Self.markdown).joined()
      case .html:
        return "<!DOCTYPE html>\n<!-- \(Self.mark) -->\n<meta charset=\"utf-8\">\n"
          + "<title>runs</title>\n" + tables.map(Self.page).joined()
      case .tex: return "% \(Self.mark)\n" + tables.map(Self.tex).joined(separator: "\n")
      }
    }

    private static func markdown(_ table: (head: [String], rows: [[String]])) -> String {
      func line(_ cells: [String]) -> String {
        "| " + cells.map(ProseLine.markdown).joined(separator: " | ") + " |\n"
      }
      return "\n" + line(table.head) + line(table.head.map { _ in "---" })
        + table.rows.map(line).joined()
    }

    private static func page(_ table: (head: [String], rows: [[String]])) -> String {
      func line(_ cells: [String], _ tag: String) -> String {
        "<tr>" + cells.map { "<\(tag)>\(PageProse.escaped($0))</\(tag)>" }.joined() + "</tr>\n"
      }
      return "<table>\n" + line(table.head, "th") + table.rows.map { line($0, "td") }.joined()
        + "</table>\n"
    }

    private static func tex(_ table: (head: [String], rows: [[String]])) -> String {
      func line(_ cells: [String]) -> String {
        "  " + cells.map(escaped).joined(separator: " & ") + " \\\\\n"
      }
      let columns = String(repeating: "l", count: max(0, table.head.count))
      return "\\begin{tabular}{\(columns)}\n  \\hline\n" + line(table.head) + "  \\hline\n"
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
