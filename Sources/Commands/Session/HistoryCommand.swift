import Language
import Notebook
import Reports
import Workspaces

/// `history [N-M]`.
enum HistoryCommand: NotebookCommand {
  static let signature = Signature(
    "history", group: CommandGroup.notebook,
    "lists the lines that were run, and marks answers that are out of date",
    positionals: [.optional("N-M", .range, "these only", otherwise: "all of them")],
    examples: [.init("history"), .init("history 3-7")],
    details: """
      A ! marks a line that failed, a * an answer whose network has been trained, gated, changed \
      or dropped since, or whose data were replaced; a line below says how. ‘undo’ and ‘checkout’ \
      can lead back to where it holds again.
      """,
    otherNames: ["hist"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let range = arguments.range("N-M")
    let shown = engine.history.filter { range?.contains($0.cell) ?? true }
    let digits = String(shown.last?.cell ?? 0).count
    var facts: [Report.Fact] = []
    let old = engine.outOfDate()
    var lines: [JSONValue] = []
    var reasons: [(reason: String, cells: [String])] = []
    for entry in shown {
      let reason = old[entry.cell]
      let line = Lexer.oneLine(entry.line)
      let number = DisplayWidth.pad("", to: digits - String(entry.cell).count) + "\(entry.cell)"
      facts.append(
        .init(
          "\(number) \(entry.isSuccess ? reason == nil ? " " : "*" : "!")", "\(line)"))
      var values: JSONObject = [
        "cell": .integer(entry.cell), "input": .string(entry.line), "ok": .bool(entry.isSuccess),
        "out_of_date": JSONValue(reason),
      ]
      if let standing = entry.standing { values["computed_at"] = standing.values }
      lines.append(.object(values))
      guard let reason else { continue }
      if let index = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[index].cells.append("\(entry.cell)")
      } else {
        reasons.append((reason, ["\(entry.cell)"]))
      }
    }
    var report = Report()
    if shown.isEmpty { report.say(nothing(range, engine)) } else { report.add(facts) }
    if !reasons.isEmpty {
      report.say("* out of date:")
      report.add(
        reasons.map { .init("  " + $0.cells.joined(separator: ", "), "\($0.reason)") })
    }
    if shown.contains(where: { !$0.isSuccess }) { report.say("! failed") }
    report["lines"] = .array(lines)
    return report
  }

  private static func nothing(_ range: ClosedRange<Int>?, _ engine: Engine) -> Phrase {
    guard range != nil, let last = engine.history.last?.cell else { return "no lines yet" }
    return "no lines of these numbers; the last one is \(String(last))"
  }
}

extension Engine {
  /// Why earlier answers hold no longer, by their cells.
  func outOfDate() -> [Int: String] {
    // Each network is read once, however many answers depend on it.
    var digests: [String: UInt64] = [:]
    func digest(_ entry: NetworkEntry) -> UInt64 {
      let found = digests[entry.name] ?? entry.network.digest
      digests[entry.name] = found
      return found
    }
    var reasons: [Int: String] = [:]
    for entry in history {
      reasons[entry.cell] = entry.standing?.outOfDate(in: workspace, digest: digest)
    }
    return reasons
  }
}
