import Language
import Notebook
import Reports
import Workspaces

/// `use NAME`.
enum UseCommand: Command {
  static let signature = Signature(
    "use", group: CommandGroup.networks, "puts a network in use",
    positionals: [.required("NAME", .name, "the network", names: "network")],
    examples: [.init("use dense")])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    let name = arguments.text("NAME") ?? ""
    return [.read(.network(name)), .select(name)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let name = try arguments.required("NAME", \.text)
    let entry = try arguments.entry(draft, named: name, at: "NAME")
    draft.current = name
    return NetworkReports.summary(entry)
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    Explanation.summary(answer)
  }
}
