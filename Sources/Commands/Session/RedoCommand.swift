import Language
import Notebook
import Reports
import Workspaces

/// `redo`.
enum RedoCommand: NotebookCommand {
  static let signature = Signature(
    "redo", group: CommandGroup.notebook, "does again what ‘undo’ took back",
    positionals: [.optional("N", .integer(1...1000), "how many", default: "1")],
    examples: [.init("redo")])

  static let kind = CommandKind.question

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.redo(arguments.integer("N") ?? 1)]
  }

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let count = arguments.integer("N") ?? 1
    guard engine.undoStack.future.count >= count else {
      throw arguments.error(
        "nothing-to-redo", "there is nothing to redo",
        hint: "‘redo’ works until the next change after ‘undo’")
    }
    return engine.travel(.forward, count, in: context)
  }
}
