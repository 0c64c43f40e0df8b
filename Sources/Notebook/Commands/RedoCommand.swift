import Language

/// `redo`.
enum RedoCommand: NotebookCommand {
  static let signature = Signature(
    "redo", group: CommandGroup.notebook, "does again what ‘undo’ took back",
    positionals: [.optional("N", .integer(1...1000), "how many", default: "1")],
    examples: [.init("redo")])

  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let count = arguments.integer("N") ?? 1
    guard engine.undoStack.future.count >= count else {
      throw arguments.error(
        "nothing-to-redo", "there is nothing to redo",
        hint: "‘redo’ works until the next change after ‘undo’")
    }
    var labels: [String] = []
    for _ in 0..<count {
      let entry = engine.undoStack.redo(from: engine.workspace, engine.currentSession)
      if let entry { labels.append(engine.restore(entry)) }
    }
    return UndoReport.make("did again", "redone", labels)
  }
}
