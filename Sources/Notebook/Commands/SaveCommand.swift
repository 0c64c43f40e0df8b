import Language

/// `save FILE [minimal]`.
enum SaveCommand: NotebookCommand {
  static let signature = Signature(
    "save", group: CommandGroup.notebook, "writes the session, and the weights beside it",
    positionals: [
      .required("FILE", .path, "the session file, such as run.pollard"),
      .optional("part", .choice(["minimal"]), "the text alone, no weights"),
    ],
    examples: [.init("save run.pollard"), .init("save run.pollard minimal")],
    details: """
      The text holds what was typed and what came of it; ‘pollard check’ replays it. The weights \
      go to a file of the same name that ends in .safetensors, so that ‘open’ need not train again; \
      checkpoints go with them, the ends of other epochs do not.
      """)

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let path = try arguments.required("FILE", \.text)
    guard !path.hasSuffix(".safetensors") else {
      throw arguments.error(
        .badValue, "a session is a text, not weights", at: "FILE",
        hint: "try ‘save \(path.dropLast(12)).pollard’; the weights are written beside it")
    }
    try refuseStranger(path, arguments)
    var report = Report()
    report["file"] = .string(path)
    guard context.writesFiles else {
      report.say("not saved: a check writes no files", volatile: true)
      return report
    }
    let file = engine.sessionFile
    var beside: String?
    do {
      if arguments.word("part") == nil {
        beside = try engine.hooks.saveBeside(engine.workspace, path, file.checksum)
      }
      try AtomicFile.write(file.text, to: path)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span("FILE"))
    }
    let cells = file.cells.count
    report.say("saved \(path): \(cells) \(cells == 1 ? "cell" : "cells")", volatile: true)
    if let beside { report.say("weights beside it: \(beside)", volatile: true) }
    report["cells"] = .integer(cells)
    report["weights"] = JSONValue(beside)
    return report
  }

  /// Refuses to write over a file that is no session.
  private static func refuseStranger(_ path: String, _ arguments: BoundArguments) throws {
    guard AtomicFile.replaces(path) else { return }
    // What cannot be read as text is no session either.
    guard let text = try? TextFile.read(path), SessionHeader.isSession(text) else {
      throw arguments.error(
        "file-exists", "‘\(path)’ is there already and is no session of this program", at: "FILE",
        hint: "choose another name, or remove it first")
    }
  }
}
