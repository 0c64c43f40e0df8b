import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// `replay FILE [step] [trust=on]`.
enum ReplayCommand: NotebookCommand {
  static let signature = Signature(
    "replay", group: CommandGroup.notebook, "runs the lines of a file here",
    positionals: [
      .required("FILE", .path, "a session or a script").offering([Candidate("run.pollard")]),
      .optional("pace", .choice(["step"]), "shows each line and waits for Enter, at the prompt"),
    ],
    options: [.trust],
    examples: [.init("replay run.pollard"), .init("replay run.pollard step")],
    details: """
      The lines work on what is open now and become cells of this session. If one fails that was \
      not recorded as failing, nothing of the file is kept. With ‘step’, Enter runs the line \
      shown, q ends the replay; what ran is kept.

      The lines of a session read and write in its own folder alone, where their paths begin, \
      unless trust=on says that you have read them. A plain script is as free as what you type.
      """,
    otherNames: ["source", "run", "exec", "execute", "do"])

  static let kind = CommandKind.aside

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    guard let path = try arguments.readPath("FILE", context.scope) else {
      throw arguments.missing("FILE")
    }
    let before = engine.snapshot
    do {
      let file = try SessionFile.read(path, stop: context.stop)
      try file.requireLines(named: path)
      let scope = context.scope.entering(
        file, at: path,
        trusting: context.configuration.trustsSessions || arguments.toggle("trust") == true,
        .asOption)
      if let obstacle = SessionDevices.obstacle(file, in: scope) {
        throw obstacle.located(arguments.span("FILE"))
      }
      let steps = arguments.word("pace") != nil
      let turns = try engine.within(scope) {
        try engine.rerun(file, named: path, isShown: true, asking: steps)
      }
      if turns.last?.isInterrupted == true { context.markInterrupted() }
      if let code = turns.last?.quitCode { context.quit(code) }
      var report = Report()
      let lines = turns.count
      report.say(
        "replayed \(lines) \(lines == 1 ? "line" : "lines") of \(path)", volatile: true)
      report["lines"] = .integer(lines)
      return report
    } catch {
      engine.reset(to: before)
      throw arguments.fileError(error, at: "FILE", in: context.scope)
    }
  }
}
