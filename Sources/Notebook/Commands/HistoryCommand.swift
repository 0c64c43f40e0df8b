import Language

/// `history [N-M]`.
enum HistoryCommand: NotebookCommand {
  static let signature = Signature(
    "history", group: CommandGroup.notebook, "lists the lines that were run",
    positionals: [.optional("N-M", .range, "these only", otherwise: "all of them")],
    examples: [.init("history"), .init("history 3-7")])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let range = arguments.range("N-M")
    let shown = engine.history.filter { range?.contains($0.cell) ?? true }
    var table = Table([.init(""), .init("", .left), .init("", .left)])
    for entry in shown {
      let line = entry.line.replacing("\n", with: " ")
      table.add(["\(entry.cell)", "\(line)", entry.isSuccess ? "" : "failed"])
    }
    var report = Report()
    if shown.isEmpty { report.say("no lines yet") } else { report.add(table) }
    report["lines"] = .array(
      shown.map {
        ["cell": .integer($0.cell), "input": .string($0.line), "ok": .bool($0.isSuccess)]
      })
    return report
  }
}
