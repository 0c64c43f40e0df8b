import Language
import Notebook
import Reports
import Workspaces

/// `quit [CODE]`.
enum QuitCommand: Command {
  static let signature = Signature(
    "quit", group: CommandGroup.notebook, "leaves the program",
    positionals: [.optional("CODE", .integer(0...255), "the exit code", default: "0")],
    examples: [.init("quit"), .init("quit 3", "for a script that has found something")],
    otherNames: ["exit", "bye", "logout", "leave", "wq", "x"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    context.quit(arguments.integer("CODE") ?? 0)
    return Report()
  }
}
