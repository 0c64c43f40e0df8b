import Commands
import Glibc
import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// The prompt: edits lines, runs them, stays usable after Ctrl-C.
final class Prompt: EngineObserver {
  private let engine: Engine
  private let printer: TurnPrinter
  private let invocation: Invocation
  private let environment: [String: String]
  private let history: HistoryFile
  private let colour: Colour
  private let autosave: Autosave
  private let offer: RestoreOffer
  /// Leads through the lessons of `tour`.
  private let guide: TourGuide?
  /// Lines that ended in a `\` so far.
  private var pending: String?
  private var lastHistoryLine: String?
  /// Whether Ctrl-C ended the last line.
  private var wasCut = false
  /// Whether the last line failed.
  private var hasFailed = false
  /// Whether lines of a paste are behind the one that runs.
  private var isPasting = false
  /// Whether the user ended the session, by Ctrl-D or `quit`. Whoever is told to end, whose
  /// terminal went away or whose output cannot be written has not.
  private var saidGoodbye = false
  /// Whether the prompt is shown and waits.
  private var isEditing = false

  init(
    _ engine: Engine, _ printer: TurnPrinter, _ invocation: Invocation,
    _ environment: [String: String]
  ) {
    self.engine = engine
    self.printer = printer
    self.invocation = invocation
    self.environment = environment
    history = HistoryFile(environment)
    colour = Colour(
      invocation.colour, isTerminal: printer.output.isTerminal, environment: environment)
    autosave = Autosave(engine, in: Self.stateFolder(environment))
    offer = RestoreOffer(engine, autosave, printer)
    // Programs that read JSON get the lesson on paper.
    guide = invocation.format == .text ? TourGuide() : nil
    autosave.warn = { [weak self] in self?.warn($0) }
    engine.add(self)
    if let guide { engine.add(guide) }
  }

  func willRun(inner line: String) { if !invocation.isQuiet { printer.echo(line) } }

  func didRun(inner turn: Turn) { printer.show(turn) }

  /// Runs until Ctrl-D or `quit`; gives the exit code.
  func run() -> Int32 {
    let wake = Interruption.installForPrompt()
    greet()
    let completion = Completion(table: engine.table, names: NameProvider(engine).candidates)
    Readline.start { [weak self] line, cursor in
      // Behind a `\` the earlier lines belong to the command.
      let before = self?.pending.map { $0 + "\n" } ?? ""
      let answer = completion.answer(before + line, cursor: before.utf8.count + cursor)
      return .init(start: answer.start - before.utf8.count, candidates: answer.candidates)
    }
    for line in history.load() {
      Readline.addHistory(line)
      lastHistoryLine = line
    }
    if let code = runStartUpFile() { return code }
    autosave.begin()
    Footing.keepWords(atPrompt: autosave.isKept)
    offerToRestore()
    Readline.begin(promptText)
    while true {
      if let code = step(wake) {
        Readline.end()
        if saidGoodbye {
          sayGoodbye()
        } else {
          autosave.flush(now: true)
        }
        return code
      }
    }
  }

  private func sayGoodbye() {
    let isOffered = autosave.sayGoodbye()
    guard !invocation.isQuiet else { return }
    guard isOffered else {
      if engine.hasUnsavedTraining { printer.warn("what was trained is not saved, and is gone") }
      return
    }
    printer.warn(
      "what was trained is not saved: the next start offers to restore it, and ‘save FILE.pollard’ "
        + "then keeps it for good"
    )
  }

  static func stateFolder(_ environment: [String: String]) -> String? {
    Environment.path("XDG_STATE_HOME", ".local/state", "", in: environment)
      .map { String($0.dropLast()) }
  }

  private func offerToRestore() {
    offer.begin(
      AbandonedSession.all(in: Self.stateFolder(environment)),
      isReady: !isTypedAhead && invocation.format == .text)
  }

  private var promptText: String {
    // The number that the line gets as a cell, for ‘history N-M’.
    let cell = "[\(engine.history.count + 1)] "
    let text =
      offer.isOpen
      ? RestoreOffer.question
      : pending == nil
        ? cell + "pollard> " : String(repeating: " ", count: cell.count) + "    ...> "
    return colour.isOn ? "\u{1}\u{1B}[1m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" : text
  }

  private func greet() {
    guard printer.output.isTerminal, invocation.format == .text, !invocation.isQuiet else { return }
    let words = "‘tour’ teaches, ‘help’ explains, Tab completes, Ctrl-D leaves"
    printer.output.write("pollard \(Provenance.version): \(words)\n")
    if let advice = DeviceChoice.advice(in: engine.workspace) {
      printer.output.write("\(advice)\n")
    }
  }

  /// Waits for a key or a signal; a code means: leave.
  private func step(_ wake: Int32) -> Int32? {
    var waiting = [
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&waiting, nfds_t(waiting.count), autosave.delay.map(Int32.init) ?? -1)
    if let code = handleSignals() { return code }
    if count == 0 {
      isEditing = true
      autosave.flush()
      isEditing = false
    }
    guard count > 0, waiting[0].revents != 0 else { return nil }
    // What was half typed then is no line to run.
    if Self.isHungUp { return 128 + SIGHUP }
    guard let event = Readline.read() else { return nil }
    switch event {
    case .end:
      // The end of input comes before the signal that tells of it.
      if Self.isHungUp { return 128 + SIGHUP }
      printer.output.write("\n")
      if pending == nil {
        saidGoodbye = true
        return ExitCode.success
      }
      pending = nil
    case .line(let text):
      var lines = PastedLines(text)
      if let code = run(&lines) { return code }
      if hasFailed, !wasCut, let held = lines.held {
        printer.echo(
          held.count > 2
            ? "held back: the line that failed and \(held.count - 1) behind it"
            : "held back: the line that failed and the one behind it")
        printer.echo(
          "mend it here, or put # before it, and Enter goes on; Ctrl-C drops them all")
        Readline.begin(promptText, holding: held.joined(separator: "\n"))
        return nil
      }
    }
    Readline.begin(promptText)
    return nil
  }

  /// Runs what was entered. A pasted text may hold several lines; what ends one ends them all.
  private func run(_ lines: inout PastedLines) -> Int32? {
    (wasCut, hasFailed) = (false, false)
    defer { isPasting = false }
    while let line = lines.take(isFurther: pending != nil) {
      isPasting = lines.isMore
      if let code = enter(line) { return code }
      let isLeaving = Interruption.leaving.load(ordering: .relaxed) != 0
      if wasCut || hasFailed || isLeaving { break }
    }
    return nil
  }

  /// Whether the terminal went away.
  private static var isHungUp: Bool {
    // Without events, only what is wrong with it is told.
    var input = pollfd(fd: 0, events: 0, revents: 0)
    var mode = termios()
    return poll(&input, 1, 0) > 0 || tcgetattr(0, &mode) != 0
  }

  private func handleSignals() -> Int32? {
    Interruption.drain()
    let leaving = Interruption.leaving.load(ordering: .relaxed)
    if leaving != 0 { return 128 + leaving }
    if Interruption.wasResized.exchange(false, ordering: .relaxed) { Readline.resize() }
    if Interruption.flag.isRaised {
      Interruption.flag.clear()
      Readline.cancel()
      pending = nil
      if offer.isOpen { offer.postpone() }
      Readline.begin(promptText)
    }
    return nil
  }

  /// Warns of what happens beside the lines that are typed.
  private func warn(_ message: String) {
    guard isEditing else { return printer.warn(message) }
    Readline.interrupt { printer.warn(message) }
  }

  /// Takes a line; runs it unless it goes on.
  private func enter(_ line: String) -> Int32? {
    // From here on Ctrl-C is meant for the line.
    Interruption.flag.clear()
    if offer.isOpen {
      let rest = atWork { offer.answer(line) }
      return rest.flatMap(enter)
    }
    autosave.flush()
    let text = pending.map { $0 + "\n" + line } ?? line
    if Lexer.continues(text) {
      pending = text
      return nil
    }
    pending = nil
    if text.allSatisfy(\.isWhitespace) { return nil }
    return execute(text)
  }

  /// Notes a line for Up and Ctrl-R.
  private func remember(_ text: String) {
    let line = Lexer.oneLine(text)
    guard !line.isEmpty, line != lastHistoryLine else { return }
    Readline.addHistory(line)
    history.append(line)
    lastHistoryLine = line
  }

  /// Runs what Ctrl-C stops.
  private func atWork<Result>(_ body: () -> Result) -> Result {
    defer { Interruption.flag.clear() }
    return body()
  }

  private func execute(_ text: String) -> Int32? { atWork { run(text) } }

  private func run(_ text: String) -> Int32? {
    var line = text
    switch guide?.read(text) {
    case .answered(let report):
      printer.show(report)
      return nil
    case .run(let own, isTypedForLearner: true):
      line = own
      printer.echo("> " + own)
    case .run, nil: break
    }
    remember(line)
    Footing.keepReserve()
    guard let turn = engine.execute(line) else { return nil }
    printer.show(turn, isPaged: isPaged(turn))
    wasCut = turn.isInterrupted
    hasFailed = turn.diagnostic != nil
    autosave.note()
    if let report = guide?.judge(turn, engine.workspace) { printer.show(report) }
    if printer.output.isBroken { return ExitCode.output }
    if Interruption.leaving.load(ordering: .relaxed) != 0 { return nil }
    guard let code = turn.quitCode else { return nil }
    saidGoodbye = true
    return Int32(truncatingIfNeeded: code)
  }

  /// Whether a long answer waits in a pager: of a line that asks, which somebody typed and reads
  /// now.
  private func isPaged(_ turn: Turn) -> Bool {
    guard let command = engine.commands[turn.command], command.kind != .change,
      Setting.pager.isOn(in: engine.workspace)
    else { return false }
    return guide?.isRunning != true && !isPasting && !isTypedAhead
  }

  /// Whether something was typed that nobody has read yet.
  private var isTypedAhead: Bool {
    var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0
  }

  /// Runs `$XDG_CONFIG_HOME/pollard/init.pollard`; its mistakes are shown and passed over.
  private func runStartUpFile() -> Int32? {
    let path = Environment.path("XDG_CONFIG_HOME", ".config", "init.pollard", in: environment)
    guard let path else { return nil }
    let file: SessionFile
    do {
      file = try SessionFile.read(path)
    } catch let error as FileError where error.isMissing {
      return nil
    } catch {
      printer.warn("the start-up file cannot be read: \(error)")
      return nil
    }
    for cell in file.cells {
      guard let turn = engine.execute(cell.input) else { continue }
      printer.show(turn, origin: .init(name: path, line: cell.line))
      if let code = turn.quitCode { return Int32(truncatingIfNeeded: code) }
    }
    return nil
  }

  /// Shows the next line of `replay FILE step` and waits: Enter runs it, q ends the replay.
  func allows(step line: String) -> Bool {
    printer.output.write("> \(Printable.of(line))   [Enter, or q] ")
    var answer: UInt8 = 0
    var typed: [UInt8] = []
    while true {
      // The time is for a signal that comes just before the wait.
      var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      let found = poll(&waiting, 1, 200)
      if Interruption.flag.isRaised { return false }
      guard found > 0 else { continue }
      if read(0, &answer, 1) <= 0 { return false }
      if answer == 10 { return typed.first != UInt8(ascii: "q") }
      typed.append(answer)
    }
  }
}
