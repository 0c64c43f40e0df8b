import Language
import Notebook
import Reports
import Workspaces

/// `help [COMMAND | TOPIC]`.
enum HelpCommand: Command {
  static let signature = Signature(
    "help", group: CommandGroup.notebook, "lists commands and topics, or explains one",
    positionals: [
      .variadic(
        "COMMAND", .text, "a command, or a topic such as consensus", otherwise: "lists all",
        names: .command)
    ],
    examples: [
      .init("help"), .init("help train"), .init("help gate", "all forms of gate"),
      .init("help consensus", "a word of this program, with lines that show it"),
    ],
    otherNames: ["man", "info", "usage", "commands", "options"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let topic = arguments.all("COMMAND").map(\.text).joined(separator: " ")
    if topic.isEmpty { return overview(context.table) }
    if topic == "markdown" {
      var report = Report()
      let page = CommandMarkdown.page(context.table.signatures, topics: TopicCatalog.all)
      report.chart(page.map { "\($0)" })
      return report
    }
    if let found = TopicCatalog.find(topic) { return page(found) }
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

  private static func page(_ topic: Topic) -> Report {
    var report = topic.page
    report.preferredWidth = 80
    report["topics"] = [.string(topic.name)]
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
      let typed = words.joined(separator: " ")
      let known = table.signatures.map(\.verb) + TopicCatalog.names
      let meant =
        known.first { $0.hasPrefix(typed) } ?? Suggestions.nearest(to: typed, among: known)
      return arguments.error(
        .unknownCommand, "there is no command or topic named ‘\(typed)’", at: "COMMAND",
        hint: owners(of: typed, table) ?? meant.map {
          "did you mean ‘help \($0)’?"
        }
          ?? named(typed, table) ?? "‘help’ alone lists them all")
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

  /// Commands behind which the word is typed, such as an option, a preset or a data set.
  private static func owners(of word: String, _ table: CommandTable) -> String? {
    if let owner = table.signatures.first(where: { $0.variant(word) != nil }) {
      return "‘help \(owner.verb) \(word)’ tells of it"
    }
    let owners = table.signatures.filter { signature in
      signature.allOptions.contains { $0.name == word }
        || signature.positionals.contains { $0.literals.contains(word) }
        || signature.openKeys.values.joined().contains { $0.text == word }
    }.map(\.verb)
    guard let first = owners.first else { return nil }
    let listed = owners.prefix(3).map { "‘\($0)’" }.joined(separator: ", ")
    return "it is typed after \(listed)\(owners.count > 3 ? ", …" : ""); try ‘help \(first)’"
  }

  /// `presets`, as a command is called elsewhere.
  private static func named(_ word: String, _ table: CommandTable) -> String? {
    table.signatures.first { $0.otherNames.contains(word.lowercased()) }
      .map { "did you mean ‘help \($0.verb)’?" }
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
    report.say("Topics")
    report.add(TopicCatalog.all.map { .init("  " + $0.name, "\($0.summary)") })
    report.say("")
    report.say(
      "‘help COMMAND’ or ‘help TOPIC’ explains one, ‘tour’ teaches by doing. Tab completes, Ctrl-C "
        + "stops work, ‘quit’ leaves.")
    report["commands"] = .array(table.signatures.map { .string($0.verb) })
    report["topics"] = .array(TopicCatalog.all.map { .string($0.name) })
    return report
  }
}
