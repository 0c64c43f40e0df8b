import Language
import Notebook
import Reports
import Workspaces

/// `copy NAME as=NAME`.
enum CopyCommand: Command {
  static let signature = Signature(
    "copy", group: CommandGroup.networks, "a second network with the same weights",
    positionals: [.required("NAME", .name, "the network", names: "network")],
    options: [.requiredOption("as", .name, "the copy's name")],
    examples: [.init("copy dense as=twin")],
    details: """
      The copy has the weights and what training remembers, but not its earlier epochs: ‘branch’ \
      keeps those too. It shares memory with the first until one of the two changes.
      """,
    otherNames: ["cp", "clone"])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [
      .read(.network(arguments.text("NAME") ?? "")), .begin(.named(arguments.text("as") ?? "")),
    ]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let name = try arguments.required("NAME", \.text)
    var entry = try arguments.entry(draft, named: name, at: "NAME")
    entry.name = try arguments.required("as", \.text)
    try arguments.refuseTaken(entry.name, draft)
    entry.history = EpochHistory()
    draft.entry = entry
    return NetworkReports.summary(entry)
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    Explanation.summary(answer)
  }
}
