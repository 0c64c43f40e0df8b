import Language

/// `open FILE`.
enum OpenCommand: NotebookCommand {
  static let signature = Signature(
    "open", group: CommandGroup.notebook, "takes up a saved session where it ended",
    positionals: [.required("FILE", .path, "the session file")],
    examples: [.init("open run.pollard")],
    details: """
      The state comes from the weights beside the session if they belong to it; otherwise the \
      lines are run again, and write no file. The weights hold checkpoints too, but not the ends of \
      earlier epochs, which only running the lines again brings back. What was open before is put away; ‘undo’ brings it back.
      """)

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    let path = try arguments.required("FILE", \.text)
    let file: SessionFile
    do {
      file = try SessionFile.read(path)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span("FILE"))
    }
    let before = engine.snapshot
    engine.begin(file)
    var report = Report()
    do {
      let outcome = try engine.hooks.restoreBeside(
        &engine.workspace, path, file.checksum, context.configuration)
      if outcome == .restored {
        engine.elements = file.elements
        report.say("restored from the weights beside \(path)", volatile: true)
        if engine.workspace.networks.values.contains(where: { $0.run.position.step > 0 }) {
          report.say("the ends of earlier epochs are not in them", volatile: true)
        }
      } else {
        if case .unusable(let reason) = outcome {
          context.warn("the weights beside \(path) are not used: \(reason)")
        }
        let turns = try engine.rerunUnwritten(file, named: path)
        report.say("ran the lines of \(path) again", volatile: true)
        if turns.last?.isInterrupted == true { context.markInterrupted() }
      }
      report["restored"] = .bool(outcome == .restored)
    } catch {
      engine.reset(to: before)
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span("FILE"))
    }
    engine.rememberOpening(before, label: arguments.text)
    let cells = file.cells.count
    report.say("\(path): \(cells) \(cells == 1 ? "cell" : "cells")", volatile: true)
    report["file"] = .string(path)
    report["cells"] = .integer(cells)
    return report
  }
}
