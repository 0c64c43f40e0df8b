import Language
import Notebook
import Reports
import Workspaces

/// `rename NAME as=NAME`.
enum RenameCommand: Command {
  static let signature = Signature(
    "rename", group: CommandGroup.networks, "gives a network another name",
    positionals: [.required("NAME", .name, "the network", names: "network")],
    options: [.requiredOption("as", .name, "the new name")],
    examples: [.init("rename convnet as=dense")],
    otherNames: ["mv"])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.rename(arguments.text("NAME") ?? "", to: arguments.text("as") ?? "")]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let name = try arguments.required("NAME", \.text)
    var entry = try arguments.entry(draft, named: name, at: "NAME")
    entry.name = try arguments.required("as", \.text)
    try arguments.refuseTaken(entry.name, draft)
    draft.networks[name] = nil
    draft.drawn = draft.drawn.map { $0 == name ? entry.name : $0 }
    draft.networks[entry.name] = entry
    if draft.current == name { draft.current = entry.name }
    return NetworkReports.summary(entry)
  }
}
