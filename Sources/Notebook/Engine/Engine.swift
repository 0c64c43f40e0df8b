import Language
import Reports
import Sessions
import Tensors
import Workspaces

/// Runs lines against a workspace: reads, binds, runs on a draft, commits, records.
///
/// An engine knows no command by name, only those it was given, and nothing of screens: fronts
/// render the turns it gives and listen as `EngineObserver`s.
public final class Engine {
  /// The state that the next line finds.
  public internal(set) var workspace: Workspace
  /// Prose and cells, as a session file holds them.
  public internal(set) var elements: [SessionElement] = []
  /// Every line that was run, failed ones too.
  public private(set) var history: [HistoryEntry] = []
  /// What lines may begin with.
  public let commands: CommandSet
  /// Raised by Ctrl-C; every line looks at it.
  public let stop: StopFlag
  /// How it was started.
  public let configuration: EngineConfiguration
  /// Where progress is shown; the front sets it.
  public var progress: any ProgressSink = SilentProgress()
  /// The last line that was answered, with its answer.
  public var lastAnswer: Answer?
  /// What lines said since the session began or changes were taken back.
  public internal(set) var recentAnswers = RecentAnswers()
  private var listeners: [() -> (any EngineObserver)?] = []
  /// The states that `undo` and `redo` go to.
  public var undoStack = UndoStack()
  var sessionStart: SessionStart
  /// False while a check or ‘open’ runs lines again: what they wrote is there already.
  public var writesFiles: Bool
  /// Where the paths of the lines that run begin, and which files they may touch.
  public private(set) var scope = FileScope.user
  /// The session files that were opened or saved here, as they were then.
  public var stamps: [String: FileStamp] = [:]
  /// The elements that were last saved or opened.
  public var savedElements: [SessionElement] = []
  /// Counts how often other elements took the place of those that were there, as with `open`.
  var lineage = 0
  /// The files whose lines are running, by where they really lie.
  public var running: [String] = []
  private var depth = 0
  /// Why earlier states did not fit their bounds after the last change.
  var memoryProblem: String?

  /// - Parameter commands: those that lines may begin with.
  public init(
    _ commands: CommandSet, configuration: EngineConfiguration = EngineConfiguration(),
    stop: StopFlag = StopFlag()
  ) {
    self.commands = commands
    self.configuration = configuration
    self.stop = stop
    writesFiles = configuration.writesFiles
    workspace = Self.start(configuration)
    sessionStart = SessionStart(
      seed: configuration.seed, parameters: configuration.parameters)
  }

  /// What completion and help know of the commands.
  public var table: CommandTable { commands.table }

  /// Those who listen, as long as somebody holds them.
  public var observers: [any EngineObserver] { listeners.compactMap { $0() } }

  /// Lets `observer` listen from now on. The engine does not hold it.
  public func add(_ observer: any EngineObserver) {
    listeners.append { [weak observer] in observer }
  }

  /// The workspace before the first line.
  public static func start(_ configuration: EngineConfiguration) -> Workspace {
    var workspace = Workspace()
    workspace.seed = configuration.seed
    if configuration.threads > 0 {
      workspace.settings[Setting.threads.key] = "\(configuration.threads)"
      workspace.ownLimits[Setting.threads.key] = "\(configuration.threads)"
    }
    for (name, value) in configuration.parameters {
      workspace.parameters[name] = value
      workspace.pinned.insert(name)
    }
    return workspace
  }

  /// Runs one line, which may hold line breaks after `\`. Nil for blanks and comments, which are
  /// recorded as prose.
  ///
  /// - Parameter expectingError: record a failure too, as an expected one.
  public func execute(_ typed: String, expectingError: Bool = false) -> Turn? {
    // What ran short before this line is none of its own.
    if depth == 0 { stop.clearShortage() }
    guard typed.utf8.count <= Lexer.longestLine else { return refused(tooLong: typed) }
    let input = Self.normalised(typed)
    let line: ParsedLine
    do throws(Diagnostic) {
      let lookup = workspace.parameters
      let parsed = try ParsedLine.read(
        input, table: table, prefixes: configuration.isInteractive, lookup: { lookup[$0] },
        parameters: { lookup.keys.sorted() })
      guard let parsed else {
        recordProse(input)
        return nil
      }
      try Self.requireOneLine(input)
      try requireDepth(parsed)
      line = parsed
    } catch {
      return failed(input, error, expectingError)
    }
    guard let command = commands[line.signature.verb] else {
      return failed(
        input, Diagnostic(.internal, "‘\(line.signature.verb)’ is listed nowhere"), expectingError)
    }
    let context = CommandContext(
      cell: history.count + 1, stop: stop, progress: progress, configuration: configuration,
      table: table, writesFiles: writesFiles,
      scope: scope, makeRoom: roomMaker(),
      reachEdge: { [unowned self] in reachEdge($0, $1, $2, $3) })
    if depth == 0 { Processor.threads = Setting.threadCount(in: workspace) }
    let outcome = run(command, line, context)
    progress.clear()
    return finish(command, line, input, context, outcome, expectingError)
  }

  /// Whether a line begins with a command, cut short or not.
  public func isCommand(_ line: String) -> Bool {
    guard let words = try? Lexer.words(line), !words.isEmpty else { return false }
    return (try? table.find(words, prefixes: configuration.isInteractive)) != nil
  }

  /// Runs `body` while lines of another file run.
  public func within<Result>(_ scope: FileScope, _ body: () throws -> Result) rethrows -> Result {
    let before = self.scope
    self.scope = scope
    defer { self.scope = before }
    return try body()
  }

  /// One kind of line break, and no `\` at the very end.
  private static func normalised(_ typed: String) -> String {
    var input = LineBreaks.normalised(typed)
    if Lexer.continues(input) { input.removeLast() }
    return input
  }

  /// Line breaks follow `\` only: what is recorded must read back as one cell.
  private static func requireOneLine(_ input: String) throws(Diagnostic) {
    var end = 0
    for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
      end += line.utf8.count + 1
      if end <= input.utf8.count, !Lexer.continues(String(line)) {
        throw Diagnostic(
          "several-lines", "a command is one line", at: Span(end, input.utf8.count),
          hint: "a line that ends in \\ goes on with the next")
      }
    }
  }

  /// Keeps files that replay each other from going round for ever.
  private func requireDepth(_ line: ParsedLine) throws(Diagnostic) {
    guard depth > 8 else { return }
    throw Diagnostic(
      "too-deep", "files replay each other more than 8 deep", at: line.arguments.verbSpan)
  }

  /// Runs the command; commits the draft on success and on partial failure.
  private func run(
    _ command: any Command.Type, _ line: ParsedLine, _ context: CommandContext
  ) -> Turn.Outcome {
    depth += 1
    defer { depth -= 1 }
    do {
      if let steering = command as? any NotebookCommand.Type {
        return .success(try steering.run(line.arguments, steering: self, in: context))
      }
      var draft = workspace
      do {
        let report = try command.run(line.arguments, on: &draft, in: context)
        commit(draft, command, line, context)
        return .success(report)
      } catch let failure as PartialFailure {
        if context.recordedLine != nil { commit(draft, command, line, context) }
        return .failure(scope.told(failure.diagnostic, of: line.canonical), failure.report)
      }
    } catch {
      let diagnostic = scope.told(ErrorTranslation.diagnostic(for: error), of: line.canonical)
      let isStop = diagnostic.code == .interrupted
      return .failure(isStop ? diagnostic : diagnostic.located(line.arguments.verbSpan), nil)
    }
  }

  private func commit(
    _ draft: Workspace, _ command: any Command.Type, _ line: ParsedLine, _ context: CommandContext
  ) {
    guard command.kind == .change, !command.isQuestion(line.arguments) else {
      // A question may note what it saw; undo passes over it.
      workspace = draft
      return
    }
    let entry = UndoStack.Entry(
      workspace: workspace, label: context.recordedLine ?? line.canonical, session: nil)
    undoStack.push(entry, limit: Setting.undo.integer(in: draft))
    workspace = draft
    settle(context)
  }

  private func finish(
    _ command: any Command.Type, _ line: ParsedLine, _ input: String, _ context: CommandContext,
    _ outcome: Turn.Outcome, _ expectingError: Bool
  ) -> Turn {
    var isInterrupted = context.wasInterrupted
    if case .failure(let diagnostic, _) = outcome, diagnostic.code == .interrupted {
      isInterrupted = true
    }
    var outcome = outcome
    if isInterrupted, stop.lacksMemory {
      isInterrupted = false
      outcome = outcome.failing(
        stop.memoryDiagnostic(line.signature.verb).located(line.arguments.verbSpan))
    }
    if depth == 0 { stop.clearShortage() }
    let turn = Turn(
      cell: history.count + 1, command: line.signature.verb, input: input,
      recorded: context.recordedLine ?? line.canonical, outcome: outcome,
      warnings: context.warnings, isInterrupted: isInterrupted, quitCode: context.quitCode)
    let standing = turn.isSuccess ? standing(command, line) : nil
    if let report = turn.report, command.answers, !context.isUnrecorded {
      lastAnswer = Answer(
        command: command, arguments: line.arguments, report: report, workspace: workspace,
        line: turn.recorded)
      recentAnswers.note(turn, report, standing)
    }
    let keepsPart = context.recordedLine != nil
    let isKept = command.kind != .aside && !context.isUnrecorded
    record(turn, isKept: isKept, expectingError, keepsPart: keepsPart, standing: standing)
    return turn
  }

  /// What the answer to a question depends on; that of an explanation is what it explains. A change
  /// tells what happened, and that stays true.
  private func standing(_ command: any Command.Type, _ line: ParsedLine) -> AnswerStanding? {
    guard command.kind == .question else { return nil }
    guard command.effects(of: line.arguments).contains(.readAnswer) else {
      return AnswerStanding(command.basis(line.arguments), workspace)
    }
    return lastAnswer.flatMap { $0.command.kind == .question ? $0.standing : nil }
  }

  /// A line too long to be read; what is left of it tells which one it was.
  private func refused(tooLong typed: String) -> Turn {
    let start = String(typed.prefix(60)) + "…"
    return failed(
      start,
      Diagnostic(
        "line-too-long",
        "a line has at most \(Lexer.longestLine) bytes, and this one has more"), false)
  }

  private func failed(_ input: String, _ error: Diagnostic, _ expectingError: Bool) -> Turn {
    let turn = Turn(
      cell: history.count + 1, command: commandName(input), input: input, recorded: input,
      outcome: .failure(error, nil), warnings: [], isInterrupted: false, quitCode: nil)
    record(turn, isKept: true, expectingError, keepsPart: false)
    return turn
  }

  /// The turn of a line in which memory ran out so that nothing can go on.
  public func turn(endedByMemory line: String) -> Turn {
    Turn(
      cell: history.count + 1, command: commandName(line), input: line, recorded: line,
      outcome: .failure(stop.memoryDiagnostic(commandName(line)), nil), warnings: [],
      isInterrupted: false, quitCode: nil)
  }

  /// The full verb of a line that could not be bound; else its first word.
  private func commandName(_ input: String) -> String {
    guard let words = try? Lexer.words(input) else {
      return input.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }
    let match = try? table.find(words, prefixes: configuration.isInteractive)
    return match?.signature.verb ?? words.first?.text ?? ""
  }

  private func record(
    _ turn: Turn, isKept: Bool, _ expectingError: Bool, keepsPart: Bool,
    standing: AnswerStanding? = nil
  ) {
    history.append(
      HistoryEntry(
        cell: turn.cell, line: turn.recorded, isSuccess: turn.isSuccess, standing: standing))
    guard isKept, turn.isSuccess || expectingError || keepsPart else { return }
    let outputs =
      keepsPart && !turn.isSuccess
      ? RecordingText.lines(turn.report ?? Report()) : RecordingText.lines(turn)
    var cell = SessionCell(input: turn.recorded, outputs: outputs)
    cell.scope = scope
    cell.drawings = RecordingText.drawings(turn.report ?? Report())
    elements.append(.cell(cell))
    if !cell.drawings.isEmpty { boundDrawings() }
  }

  /// Counts a line of a session that was taken up without running it. Whether its answer is out of
  /// date nobody knows.
  public func remember(_ cell: SessionCell) {
    history.append(
      HistoryEntry(
        cell: history.count + 1, line: cell.input, isSuccess: !cell.expectsError, standing: nil))
  }

  private func recordProse(_ input: String) {
    for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = String(line).trimmingBlanks
      elements.append(text.hasPrefix("#") ? .prose(text) : .blank)
    }
  }
}

/// A line that was run.
public struct HistoryEntry: Hashable, Sendable {
  /// The number of the turn, from 1.
  public let cell: Int
  /// As it was typed.
  public let line: String
  /// Whether it did what it should.
  public let isSuccess: Bool
  /// What its answer depends on; nil where that never changes.
  public let standing: AnswerStanding?
}
