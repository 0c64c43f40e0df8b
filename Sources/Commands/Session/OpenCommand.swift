import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// `open FILE [trust=on]`.
enum OpenCommand: NotebookCommand {
  static let signature = Signature(
    "open", group: CommandGroup.notebook, "takes up a saved session where it ended",
    positionals: [
      .required("FILE", .path, "the session file").offering([Candidate("run.pollard")])
    ],
    options: [.trust], examples: [.init("open run.pollard")],
    details: """
      The state comes from the weights beside the session if they belong to it; otherwise the \
      lines are run again, and write no file. The weights hold checkpoints too, and where \
      trainings set out, from which ‘checkout epoch=N’ trains to the end of an earlier epoch \
      again. What was open before is put away; ‘undo’ brings it back.

      A session that somebody sent is data: its lines read and write in its own folder alone, \
      unless trust=on says that you have read them.
      """,
    otherNames: ["load", "read", "restore"])

  static let kind = CommandKind.aside

  private static func source(
    _ workspace: Workspace, _ file: SessionFile, _ lines: TypedLines,
    _ configuration: EngineConfiguration
  ) -> ArchiveReader.Source {
    ArchiveReader.Source(
      workspace: workspace, cells: file.checksum, dataFolder: configuration.dataDirectory,
      lines: lines, pictures: configuration.pictureStore(trusted: lines.scope.isTrusted))
  }

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    guard let path = try arguments.readPath("FILE", context.scope) else {
      throw arguments.missing("FILE")
    }
    let file: SessionFile
    let stamp = FileStamp(path)
    do {
      file = try SessionFile.read(path, stop: context.stop)
      try file.requireLines(named: path)
    } catch {
      throw arguments.fileError(error, at: "FILE", in: context.scope)
    }
    let scope = context.scope.entering(
      file, at: path,
      trusting: context.configuration.trustsSessions || arguments.toggle("trust") == true,
      .asOption)
    if let obstacle = SessionDevices.obstacle(file, in: scope) {
      throw obstacle.located(arguments.span("FILE"))
    }
    let effects = BoundLines.effects(
      of: file.cells, engine.commands, parameters: file.header?.parameters ?? []
    ).joined()
    let isLost = context.configuration.isInteractive && engine.hasUnsavedTraining
    let taken: Engine.TakenUp
    do {
      taken = try engine.takeUp(file, named: path, in: scope, label: arguments.text) { workspace in
        let lines = TypedLines(file.header, effects: effects, scope: scope)
        let source = source(workspace, file, lines, context.configuration)
        return try BesideFile.restore(&workspace, beside: path, source, context.stop)
      }
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span("FILE"))
    }
    engine.stamps[Engine.place(path)] = stamp
    engine.savedElements = engine.elements
    if isLost {
      context.warn(
        "what was trained before was not saved: ‘undo’ brings it back"
          + (taken.isPutAway ? ", and the next start offers it" : ""))
    }
    var report = report(of: taken, at: path, engine, context)
    let log = EpochLog.verb + " "
    var skipped = taken.skipped
    if case .restored(let path?) = taken.outcome { skipped = [log + Quoting.quoted(path)] }
    // Opening writes nothing, so of all that was skipped a log alone is missed.
    if let log = skipped.last(where: { $0.hasPrefix(log) }) {
      report.say("epochs are not logged: skipped ‘\(log)’; \(scope.wayOut)", volatile: true)
    }
    report["skipped"] = .array(skipped.map { .string($0) })
    report["restored"] = .bool(taken.outcome.isRestored)
    let cells = file.cells.count
    report.say("\(path): \(cells) \(cells == 1 ? "cell" : "cells")", volatile: true)
    report["file"] = .string(path)
    report["cells"] = .integer(cells)
    return report
  }

  /// Whether the weights beside the session were taken, or its lines ran again.
  private static func report(
    of taken: Engine.TakenUp, at path: String, _ engine: Engine, _ context: CommandContext
  ) -> Report {
    var report = Report()
    if taken.outcome.isRestored {
      report.say("restored from the weights beside \(path)", volatile: true)
      if engine.workspace.networks.values.contains(where: {
        $0.run.position.step > 0 && $0.history.isCut
      }) {
        report.say("the ends of earlier epochs are not in them", volatile: true)
      }
    } else {
      if case .unusable(let reason) = taken.outcome {
        context.warn("the weights beside \(path) are not used: \(reason)")
      }
      report.say("ran the lines of \(path) again", volatile: true)
      if taken.isInterrupted { context.markInterrupted() }
    }
    return report
  }
}
