import Language
import Notebook
import Reports
import Workspaces

/// `drop NAME`.
enum DropCommand: Command {
  static let signature = Signature(
    "drop", group: CommandGroup.networks, "forgets a network",
    positionals: [.required("NAME", .name, "the network", names: "network")],
    examples: [.init("drop twin")],
    otherNames: ["rm", "del", "delete", "remove"])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.drop(arguments.text("NAME") ?? "")]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let name = try arguments.required("NAME", \.text)
    _ = try arguments.entry(draft, named: name, at: "NAME")
    draft.networks[name] = nil
    if draft.current == name { draft.current = draft.networkNames.first }
    let next = draft.current.map { "‘\($0)’ is in use" } ?? "there is no network left"
    var report = Report("dropped ‘\(name)’; \(next)")
    report["dropped"] = .string(name)
    report["in_use"] = JSONValue(draft.current)
    return report
  }
}
