import Language
import Notebook
import Reports
import Workspaces

/// `help [COMMAND]`.
enum HelpCommand: Command {
  static let signature = Signature(
    "help", group: CommandGroup.notebook, "lists the commands, or explains one",
    positionals: [
      .variadic("COMMAND", .text, "what to explain", otherwise: "lists all", names: .command)
    ],
    examples: [.init("help"), .init("help train"), .init("help gate", "all forms of gate")],
    otherNames: ["man", "info", "usage", "commands", "options"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let topic = arguments.all("COMMAND").map(\.text).joined(separator: " ")
    if topic.isEmpty { return overview(context.table) }
    if topic == "markdown" {
      var report = Report()
      report.chart(CommandMarkdown.page(context.table.signatures).map { "\($0)" })
      return report
    }
    let found = context.table.commands(for: topic) + variants(arguments, context.table)
    guard !found.isEmpty else {
      throw unknown(arguments, context.table)
    }
    var report = Report()
    report.preferredWidth = 80
    for (index, signature) in found.enumerated() {
      if index > 0 { report.say("") }
      report.append(CommandManual.page(signature))
    }
    report["commands"] = .array(found.map { .string($0.verb) })
    return report
  }

  /// `help prune consensus`.
  private static func variants(_ arguments: BoundArguments, _ table: CommandTable) -> [Signature] {
    let words = arguments.all("COMMAND").map(\.text)
    let verb = words.dropLast().joined(separator: " ")
    return table.signatures.filter { $0.verb == verb }.compactMap { signature in
      signature.variant(words.last).map { signature.narrowed(to: $0) }
    }
  }

  /// Points at the first word that leads nowhere.
  private static func unknown(_ arguments: BoundArguments, _ table: CommandTable) -> Diagnostic {
    let words = arguments.all("COMMAND").map(\.text)
    guard !table.commands(for: words[0]).isEmpty else {
      return arguments.unknown(
        "command", words[0], among: table.signatures.map(\.verb), at: "COMMAND")
    }
    let known = words.indices.last {
      !table.commands(for: words[...$0].joined(separator: " ")).isEmpty
    }
    let verb = words[...(known ?? 0)].joined(separator: " ")
    let place = (known ?? 0) + 1
    let forms = table.subVerbs(of: verb)
    return arguments.error(
      .unknownCommand, "‘\(verb)’ has no form ‘\(words[place])’", at: "COMMAND", index: place,
      hint: Suggestions.hint(for: words[place], among: forms, noun: "form")
        ?? "try ‘help \(verb)’")
  }

  private static func overview(_ table: CommandTable) -> Report {
    var report = Report()
    let others = table.signatures.map(\.group).filter { !CommandGroup.all.contains($0) }
    for group in CommandGroup.all + Set(others).sorted() {
      let commands = table.signatures.filter { $0.group == group }
      guard !commands.isEmpty else { continue }
      if !report.blocks.isEmpty { report.say("") }
      report.say("\(group)")
      report.add(commands.map { .init("  " + $0.verb, "\($0.summary)") })
    }
    report.say("")
    report.say("‘help COMMAND’ explains one. Tab completes, Ctrl-C stops work, ‘quit’ leaves.")
    report["commands"] = .array(table.signatures.map { .string($0.verb) })
    return report
  }
}
