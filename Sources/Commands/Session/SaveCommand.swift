import Language
import Notebook
import Reports
import Sessions
import Tensors
import Workspaces

/// `save FILE [minimal]`.
enum SaveCommand: NotebookCommand {
  static let signature = Signature(
    "save", group: CommandGroup.notebook, "writes the session, and the weights beside it",
    positionals: [
      .required("FILE", .path, "the session file, such as run.pollard", isWritten: true)
        .offering([Candidate("run.pollard", "the session")]),
      .optional(
        "part", .choice(["minimal"]), "only the lines that something depends on, and no weights"),
    ],
    examples: [.init("save run.pollard"), .init("save run.pollard minimal")],
    details: """
      The text holds what was typed and what came of it; ‘pollard check’ replays it. The weights \
      go to a file of the same name that ends in .safetensors, so that ‘open’ need not train \
      again; checkpoints go with them, the ends of other epochs do not.

      minimal: left out are commands that failed, that were undone, and those on which no answer \
      that is kept and no part of the last state depends: settings and data replaced before use, \
      networks dropped again or never used. An answer about a state that was undone leaves with \
      it; prose stays. Replayed, the rest gives the same answers and the same state.
      """,
    otherNames: ["write", "store", "dump"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let typed = try arguments.required("FILE", \.text)
    try requireEnding(typed, arguments)
    let path = context.scope.outputPath(typed)
    var report = Report()
    report["file"] = .string(path)
    if let obstacle = try obstacle(to: path, arguments, context) {
      report.say(skipped: typed, obstacle, context.scope)
      return report
    }
    guard context.writesFiles else {
      report.say("not saved: a check writes no files", volatile: true)
      return report
    }
    try refuseChanged(path, arguments, engine)
    let minimal = arguments.word("part") == nil ? nil : engine.minimal
    let (file, outside) = try engine.sessionFile(at: path, minimal?.elements ?? engine.elements)
    var beside: String?
    do {
      let weights =
        minimal == nil
        ? try BesideFile.prepare(engine.workspace, path, file.checksum, context.stop) : nil
      let text = try AtomicFile.prepare(path) {
        try $0.put(Array(file.text.utf8), stop: context.stop)
      }
      // One right after the other, so that hardly any moment parts a session from its weights:
      // these last, because the disk takes its time to let the old ones go.
      let stamp = try text.takeName()
      try weights?.takeName()
      engine.stamps[Engine.place(path)] = stamp
      beside = weights == nil ? nil : BesideFile.path(of: path)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span("FILE"))
    }
    if minimal.map({ engine.holdsTraining($0.elements) }) ?? true {
      engine.savedElements = engine.elements
    }
    let cells = file.cells.count
    let all = minimal.map { " of \(cells + $0.omissions.count)" } ?? ""
    let noun = NumberFormat.noun("cell", minimal.map { cells + $0.omissions.count } ?? cells)
    report.say("saved \(path): \(cells)\(all) \(noun)", volatile: true)
    if let minimal { tell(minimal, in: &report) }
    if let beside { report.say("weights beside it: \(beside)", volatile: true) }
    report["cells"] = .integer(cells)
    report["weights"] = JSONValue(beside)
    report["needs_trust"] = .bool(!outside.isEmpty)
    if let first = outside.first {
      report.say(
        "‘pollard check’ of it needs ‘--trust’: it reads ‘\(first)’ outside its folder",
        volatile: true)
    }
    return report
  }

  private static func requireEnding(_ path: String, _ arguments: BoundArguments) throws {
    let (folder, name) = FilePath.split(path)
    guard !name.hasSuffix(".pollard") || name == ".pollard" else { return }
    let ending = FilePath.ending(path)
    let format = ExportCatalog.find(ending)
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if let mark = parts.firstIndex(where: { $0.lowercased() == "pollard" }) {
      parts = Array(parts[..<mark])
    } else if format != nil {
      parts.removeLast()
    }
    let stem = parts.allSatisfy(\.isEmpty) ? "run" : parts.joined(separator: ".")
    throw arguments.error(
      .badValue, "a session is saved under a name that ends in .pollard, found ‘\(path)’",
      at: "FILE",
      hint: "try ‘save \(Quoting.quoted(folder + stem + ".pollard"))’"
        + (format == nil
          ? "; weights are written beside it"
          : "; ‘export \(Quoting.quoted(path))’ writes a .\(ending) file"))
  }

  /// Why a session's line does not write the file; nil where it may.
  ///
  /// - Throws: where nothing may write over what is there.
  private static func obstacle(
    to path: String, _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> String? {
    if let obstacle = context.scope.obstacle(toWriting: path) { return obstacle }
    do {
      _ = try AtomicFile.target(of: path)
    } catch {
      throw error.diagnostic.located(arguments.span("FILE"))
    }
    let weights = BesideFile.path(of: path)
    if !context.scope.isTrusted, AtomicFile.replaces(weights),
      !BesideFile.isOurs(weights, context.stop)
    {
      return "has a file of weights beside it that is not this program's"
    }
    guard AtomicFile.replaces(path), !isSession(path) else { return nil }
    guard context.scope.isTrusted else {
      return "is there already and is no session of this program"
    }
    throw arguments.error(
      "file-exists", "‘\(path)’ is there already and is no session of this program", at: "FILE",
      hint: "choose another name, or remove it first")
  }

  private static func isSession(_ path: String) -> Bool {
    (try? PlainFile(path)).map { file in
      SessionHeader.isSession(String(decoding: file.opening(4096), as: UTF8.self))
    } ?? false
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
}
