import Language
import Notebook
import Reports
import Workspaces

/// `undo [N]`.
enum UndoCommand: NotebookCommand {
  static let signature = Signature(
    "undo", group: CommandGroup.notebook, "takes back the last command that changed something",
    positionals: [.optional("N", .integer(1...1000), "how many", default: "1")],
    examples: [.init("undo"), .init("undo 3", "the last three; questions do not count")],
    otherNames: ["revert", "rollback"])

  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.undo(arguments.integer("N") ?? 1)]
  }

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let count = arguments.integer("N") ?? 1
    let there = engine.undoStack.past.count
    guard there > 0 else {
      throw arguments.error(
        "nothing-to-undo", "there is nothing to undo",
        hint: "‘history’ lists what ran; lines that only asked change nothing")
    }
    guard count <= there else {
      let commands = there == 1 ? "one command" : "\(there) commands"
      throw arguments.error(
        "nothing-to-undo", "only \(commands) can be taken back", at: "N",
        hint: "try ‘undo \(there)’")
    }
    return engine.travel(.back, count, in: context)
  }
}
