import Language
import Notebook
import Reports
import Workspaces

/// `param NAME=VALUE`.
enum ParamCommand: Command {
  static let signature = Signature(
    "param", group: CommandGroup.notebook, "gives ‘$name’ a value",
    openOptions: "NAME=VALUE",
    examples: [
      .init("param epochs=2", "‘train $epochs’ then trains 2 epochs"),
      .init("param net=mlp epochs=2"),
    ],
    details: """
      ‘pollard FILE NAME=VALUE’ sets a parameter from the shell; a ‘param’ line of the file then \
      does not change it, so that a script can bring defaults of its own.
      """,
    otherNames: ["let", "var", "define"])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    arguments.pairs.map { .set(.parameter($0.name), to: $0.value) }
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard !arguments.pairs.isEmpty else { throw arguments.missing("NAME=VALUE") }
    var report = Report()
    var values = JSONObject()
    for pair in arguments.pairs {
      guard !pair.name.contains("-") else {
        throw Diagnostic(
          .badParameter, "‘\(pair.name)’ cannot be the name of a parameter", at: pair.nameSpan,
          hint: "use letters, digits and _")
      }
      let isPinned = draft.pinned.contains(pair.name)
      let value = isPinned ? draft.parameters[pair.name] ?? pair.value : pair.value
      draft.parameters[pair.name] = value
      if value != pair.value {
        context.warn("\(pair.name) stays \(value), as the shell line set it")
      }
      report.say("\(pair.name) = \(value)")
      values[pair.name] = .string(value)
    }
    report["parameters"] = .object(values)
    recordPinned(arguments, draft, context)
    return report
  }

  /// Records the values in use, so that the session replays what ran.
  private static func recordPinned(
    _ arguments: BoundArguments, _ draft: Workspace, _ context: CommandContext
  ) {
    guard arguments.pairs.contains(where: { draft.parameters[$0.name] != $0.value }) else { return }
    let pairs = arguments.pairs.map {
      "\($0.name)=\(Quoting.quoted(draft.parameters[$0.name] ?? $0.value))"
    }
    context.recordAs("param " + pairs.joined(separator: " "))
  }
}
