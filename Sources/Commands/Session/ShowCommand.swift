import Language
import Notebook
import Reports
import Workspaces

/// `show [KEY]`.
enum ShowCommand: NotebookCommand {
  static let signature = Signature(
    "show", group: CommandGroup.notebook,
    "shows the seed, the parameters, the settings, and which answers are out of date",
    positionals: [.optional("KEY", .name, "one of them", otherwise: "shows all", names: "setting")],
    examples: [.init("show"), .init("show seed")],
    otherNames: ["settings", "config", "env", "echo", "get", "who", "whos"])

  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let draft = engine.workspace
    var facts = [Report.Fact("seed", "\(String(draft.seed))")]
    for name in draft.parameters.keys.sorted() {
      facts.append(.init("$\(name)", "\(draft.parameters[name] ?? "")"))
    }
    for setting in Setting.all {
      facts.append(.init(setting.key, "\(setting.text(in: draft))"))
    }
    if let key = arguments.text("KEY") {
      let found = facts.filter { $0.name == key || $0.name == "$\(key)" }
      guard !found.isEmpty else {
        throw arguments.unknown("setting", key, among: facts.map(\.name), at: "KEY")
      }
      facts = found
    }
    var report = Report()
    let ofMachine = Setting.all.filter(\.isOfMachine).map(\.key)
    for isVolatile in [false, true] {
      let part = facts.filter { ofMachine.contains($0.name) == isVolatile }
      if !part.isEmpty { report.add(part, volatile: isVolatile) }
    }
    let held = Setting.all.filter { setting in facts.contains { $0.name == setting.key } }
      .compactMap { setting in setting.inForce(in: draft).map { "\(setting.key) \($0)" } }
    if !held.isEmpty {
      report.say(
        "in force: \(held.joined(separator: ", ")); a session's limits do not exceed yours",
        volatile: true)
    }
    for fact in facts {
      report[fact.name.replacing("$", with: "")] =
        fact.name == "seed"
        ? .integer(Int(clamping: draft.seed)) : .string(fact.value.text)
    }
    if !arguments.isTyped("KEY") { addOutOfDate(engine, to: &report) }
    return report
  }

  /// Cells count lines that no session records, so this part is volatile.
  private static func addOutOfDate(_ engine: Engine, to report: inout Report) {
    let cells = engine.outOfDate().keys.sorted()
    report["out_of_date"] = .array(cells.map { .integer($0) })
    guard !cells.isEmpty else { return }
    let list = cells.map(String.init).joined(separator: ", ")
    report.say(
      "out of date: \(NumberFormat.noun("cell", cells.count)) \(list); ‘history’ says why",
      volatile: true)
  }
}
