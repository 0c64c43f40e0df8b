import Language

/// `show [KEY]`.
enum ShowCommand: Command {
  static let signature = Signature(
    "show", group: CommandGroup.notebook, "shows the seed, the parameters and the settings",
    positionals: [.optional("KEY", .name, "one of them", otherwise: "shows all", names: "setting")],
    examples: [.init("show"), .init("show seed")])

  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
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
    for fact in facts {
      report[fact.name.replacing("$", with: "")] =
        fact.name == "seed"
        ? .integer(Int(clamping: draft.seed)) : .string(fact.value.text)
    }
    return report
  }
}
