import Language

/// `save FILE [minimal]`.
enum SaveCommand: NotebookCommand {
  static let signature = Signature(
    "save", group: CommandGroup.notebook, "writes the session, and the weights beside it",
    positionals: [
      .required("FILE", .path, "the session file, such as run.pollard"),
      .optional(
        "part", .choice(["minimal"]), "only the lines that something depends on, and no weights"),
    ],
    examples: [.init("save run.pollard"), .init("save run.pollard minimal")],
    details: """
      The text holds what was typed and what came of it; ‘pollard check’ replays it. The weights \
      go to a file of the same name that ends in .safetensors, so that ‘open’ need not train again; \
      checkpoints go with them, the ends of other epochs do not.

      minimal: left out are commands that failed, that were undone, and those on which no answer \
      that is kept and no part of the last state depends: settings and data replaced before use, \
      networks dropped again or never used. An answer about a state that was undone leaves with it; \
      prose stays. Replayed, the rest gives the same answers and the same state.
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
    try refuseChanged(path, arguments, engine)
    var file = engine.sessionFile
    let minimal = arguments.word("part") == nil ? nil : engine.minimal
    if let minimal { file.elements = minimal.elements }
    var beside: String?
    do {
      if minimal == nil {
        beside = try engine.hooks.saveBeside(engine.workspace, path, file.checksum)
      }
      engine.stamps[Engine.place(path)] = try AtomicFile.write(file.text, to: path)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span("FILE"))
    }
    let cells = file.cells.count
    let all = minimal.map { " of \(cells + $0.omissions.count)" } ?? ""
    let noun = NumberFormat.noun("cell", minimal.map { cells + $0.omissions.count } ?? cells)
    report.say("saved \(path): \(cells)\(all) \(noun)", volatile: true)
    if let minimal { tell(minimal, in: &report) }
    if let beside { report.say("weights beside it: \(beside)", volatile: true) }
    report["cells"] = .integer(cells)
    report["weights"] = JSONValue(beside)
    return report
  }

  /// What was left out, and why.
  private static func tell(_ minimal: MinimalSession, in report: inout Report) {
    var counts = JSONObject()
    for reason in MinimalSession.Reason.allCases {
      let count = minimal.count(reason)
      counts[reason.rawValue] = .integer(count)
      guard count > 0 else { continue }
      report.say("left out: \(count) \(reason.sentence)", volatile: true)
      let lines = minimal.omissions.filter { $0.reason == reason }.map(\.input)
      for line in lines.prefix(5) {
        report.say("  > \(line.replacing("\n", with: " "))", volatile: true)
      }
      if lines.count > 5 { report.say("  and \(lines.count - 5) more", volatile: true) }
    }
    report["left_out"] = .object(counts)
  }

  /// Refuses once to write over what another program made of a session that was opened or saved
  /// here.
  private static func refuseChanged(
    _ path: String, _ arguments: BoundArguments, _ engine: Engine
  ) throws {
    let place = Engine.place(path)
    guard let known = engine.stamps[place], let found = FileStamp(path), found != known else {
      return
    }
    engine.stamps[place] = found
    throw arguments.error(
      "file-changed",
      "‘\(path)’ was written by another program since it was opened or saved here", at: "FILE",
      hint: "another name keeps both; the same ‘save’ again writes over it")
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
