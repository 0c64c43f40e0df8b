import Language
import Notebook
import Reports
import Sessions
import Sweeps
import Workspaces

/// `runs FOLDER [by=NAME,…] [where NAME=VALUE…] [against=NAME:VALUE] [to=FILE]`.
enum RunsCommand: Command {
  static let signature = Signature(
    "runs", group: CommandGroup.results, "means and intervals of many runs, and their differences",
    positionals: [
      .required("FOLDER", .path, "a folder with a runs.csv, or such a file"),
      .optional(
        "where", .choice(["where"]), "then NAME=VALUE: the runs with that value alone"),
    ],
    options: [
      .option(
        "by", .list(of: .name), "parameters, a group for each of their values",
        otherwise: "all that differ, but for the seed"),
      .option("against", .text, "NAME:VALUE, the runs that differences are taken to"),
      .option(
        "to", .path, "the table as a file: .csv, .json, .md, .html or .tex", isWritten: true),
    ],
    openOptions: "NAME=VALUE",
    examples: [
      .init("runs target.pollard.sweep"), .init("runs target.pollard.sweep by=method,target"),
      .init("runs target.pollard.sweep where target=50%", "those runs alone"),
      .init("runs target.pollard.sweep against=method:uniform", "better than uniform?"),
      .init("runs target.pollard.sweep to=table.tex", "for a paper"),
    ],
    details: """
      In the shell ‘pollard sweep FILE NAME=VALUES’ makes such a folder. The table has a row a \
      run: its parameters and ‘seed’, then \
      \(RunsTable.scores.joined(separator: ", ")) and what else was kept of its answers. Of each \
      group of runs it tells n, mean, standard deviation and the 95 % interval of the mean, \
      Student's t times the deviation / √n.

      against= pairs runs that agree in every other parameter and in the seed, and tells the mean \
      of their differences with its interval: what both sides owe to a lucky seed falls out. With \
      fewer than \(RunsTable.Comparison.fewest) pairs nothing is called a difference. Runs that \
      failed are counted and left out.

      to= writes both tables; a .csv has room for one, the differences where against= asks for \
      them.
      """,
    otherNames: ["results"])
  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] { [] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let file = try File(arguments, context)
    let table = try table(arguments, context)
    let names = try arguments.parameters("by", of: table) ?? table.varying
    let scores = table.scored
    guard !scores.isEmpty else {
      throw arguments.error(
        "no-scores", "no run in ‘\(arguments.text("FOLDER") ?? "")’ has a score yet", at: "FOLDER",
        hint: "runs that failed have none")
    }
    let groups = table.groups(by: names)
    var report = Report()
    let columns = Groups(names: names, scores: scores, groups: groups)
    columns.add(to: &report)
    let differences = try differences(arguments, table, names, scores)
    differences?.add(to: &report)
    tellArithmetics(table, in: &report)
    if let written = try file?.write(columns, differences) { report.append(written) }
    return report
  }

  /// The table that is named, with the rows that are asked for.
  private static func table(
    _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> RunsTable {
    guard var table = try arguments.runs("FOLDER", context) else {
      throw arguments.missing("FOLDER")
    }
    for pair in arguments.pairs {
      guard arguments.isTyped("where") else {
        throw Diagnostic(
          .unknownOption, "‘runs’ has no option named ‘\(pair.name)’", at: pair.nameSpan,
          hint: "‘where \(pair.name)=\(pair.value)’ takes the runs with that value alone")
      }
      try table.require(pair.name, at: pair.nameSpan)
      let rest = table.selecting(pair.name, pair.value)
      guard !rest.rows.isEmpty else {
        throw Diagnostic(
          .badValue, "no run has \(pair.name)=\(pair.value)", at: pair.valueSpan,
          hint: values(of: pair.name, table))
      }
      table = rest
    }
    if arguments.isTyped("where"), arguments.pairs.isEmpty {
      throw arguments.error(
        .missingArgument, "‘where’ needs NAME=VALUE behind it", at: "where",
        hint: table.varying.first.flatMap { name in
          table.rows.first?.cells[name].map { "where \(name)=\(Quoting.quoted($0))" }
        })
    }
    return table
  }

  /// `target is 30%, 50%, 70%`.
  private static func values(of name: String, _ table: RunsTable) -> String {
    let found = table.groups(by: [name]).map { $0.values[0] }
    let shown = found.prefix(8).joined(separator: ", ")
    return "\(name) is \(shown)\(found.count > 8 ? ", …" : "")"
  }

  private static func differences(
    _ arguments: BoundArguments, _ table: RunsTable, _ names: [String], _ scores: [String]
  ) throws -> Differences? {
    guard let typed = arguments.text("against") else { return nil }
    guard let colon = typed.firstIndex(of: ":"), colon != typed.startIndex else {
      throw arguments.error(
        .badValue, "‘against=\(typed)’ names no value", at: "against",
        hint: "against=NAME:VALUE, such as against=method:uniform")
    }
    let name = String(typed[..<colon])
    let value = String(typed[typed.index(after: colon)...])
    try table.require(name, at: arguments.span("against"))
    guard name != RunsTable.seed else {
      throw arguments.error(
        .badValue, "runs are paired by their seeds, so none is compared with another",
        at: "against", hint: "against=NAME:VALUE of a parameter")
    }
    guard !table.selecting(name, value).rows.isEmpty else {
      throw arguments.error(
        .badValue, "no run has \(name)=\(value)", at: "against", hint: values(of: name, table))
    }
    let found = table.comparisons(against: name, value, by: names, of: scores)
    guard !found.isEmpty else {
      throw arguments.error(
        "no-pairs", "no run has a pair with \(name)=\(value), in all other parameters and the seed",
        at: "against", hint: "run both with the same seeds")
    }
    return Differences(name: name, reference: value, found: found)
  }

  /// Runs of several arithmetics have digits that need not agree.
  private static func tellArithmetics(_ table: RunsTable, in report: inout Report) {
    let counts = Dictionary(grouping: table.rows) { $0.cells["arithmetic"] ?? "" }
      .mapValues(\.count).filter { !$0.key.isEmpty }
    guard counts.count > 1 else { return }
    let told = counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
    report.say("runs of several arithmetics: \(told.joined(separator: ", "))")
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.trained)
    explanation.formula("mean", "Σ x / n")
    explanation.formula("sd", "√(Σ (x − mean)² / (n − 1))")
    explanation.formula("95 % interval", "mean ± t · sd / √n")
    for count in Set(answer.rows("groups").compactMap { $0.number("n") }).sorted() where count > 1 {
      let t = StudentT.quantile(0.95, freedom: Int(count) - 1)
      explanation.put("n = \(Int(count)): t = \(NumberFormat.fixed(t, 3))")
    }
    explanation.note("differences: the same, of the differences pair by pair")
    explanation.source("Student's t: Gosset, The probable error of a mean, Biometrika, 1908")
    return explanation
  }
}
