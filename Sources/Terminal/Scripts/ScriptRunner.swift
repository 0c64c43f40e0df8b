import Language
import Notebook
import Sessions
import Workspaces

/// Runs files, commands of the shell line and standard input, in order, and decides the exit code.
public final class ScriptRunner: EngineObserver {
  private let engine: Engine
  private let printer: TurnPrinter
  private let invocation: Invocation
  /// Of what failed and was passed over.
  var failure: Int32?
  /// Keeps the session while it runs, for the next prompt to offer where the program ends in the
  /// midst of it; nil: scripts are not kept.
  var autosave: Autosave?
  /// Of the last line that failed.
  private(set) var lastError: Diagnostic?

  /// Runs what `invocation` names on `engine`, whose turns it then prints.
  public init(engine: Engine, printer: TurnPrinter, invocation: Invocation) {
    self.engine = engine
    self.printer = printer
    self.invocation = invocation
    engine.add(self)
  }

  public func willRun(inner line: String) { echo(line) }

  public func didRun(inner turn: Turn) { printer.show(turn) }

  /// Runs the sources; stops at the first error unless it is told to go on.
  public func run(_ sources: [Invocation.Source]) -> Int32 {
    for case .file(let path) in sources where path != "-" {
      do {
        try TextFile.requireReadable(path)
      } catch {
        printer.show(missing(error, path))
        return error.isMissing ? ExitCode.missing : ExitCode.failure
      }
    }
    var commands = 0
    for source in sources {
      let code: Int32?
      switch source {
      case .file("-"): code = runInput()
      case .file(let path): code = runFile(path)
      case .command(let line):
        commands += 1
        code = runCommand(line, number: commands)
      }
      if let code { return code }
    }
    return result
  }

  /// A command typed in the place of a file: how it is run from the shell.
  private func missing(_ error: FileError, _ path: String) -> Diagnostic {
    var diagnostic = error.diagnostic
    if error.isMissing, !engine.table.commands(for: path).isEmpty {
      diagnostic.hint = "‘\(path)’ is a command: pollard -e '\(path)'"
    }
    return diagnostic
  }

  /// Runs commands from standard input, each as soon as it is there.
  public func runStandardInput() -> Int32 { runInput() ?? result }

  /// The exit code of what ran to its end.
  var result: Int32 {
    if printer.output.isBroken { return ExitCode.output }
    return failure ?? ExitCode.success
  }

  /// A command of the shell line; with line breaks it is a script.
  private func runCommand(_ line: String, number: Int) -> Int32? {
    guard line.contains(where: \.isNewline) else {
      return run(line, origin: .init(name: "-e", line: number))
    }
    do {
      return run(try SessionFile.parse(line, name: "-e"), name: "-e", in: .user)
    } catch {
      printer.show(error)
      return ExitCode.failure
    }
  }

  private func runFile(_ path: String) -> Int32? {
    do {
      let file = try SessionFile.read(path, acceptsPipes: true, stop: engine.stop)
      let scope = scope(of: file, at: path)
      if let obstacle = SessionDevices.obstacle(file, in: scope) {
        printer.show(obstacle)
        return ExitCode.missing
      }
      return run(file, name: path, in: scope)
    } catch {
      printer.show(ErrorTranslation.diagnostic(for: error))
      return ExitCode.failure
    }
  }

  private func scope(of file: SessionFile, at path: String) -> FileScope {
    FileScope.user.entering(
      file, at: path, trusting: engine.configuration.trustsSessions, .onShellLine)
  }

  private func run(_ file: SessionFile, name: String, in scope: FileScope) -> Int32? {
    engine.within(scope) { run(file, name: name) }
  }

  private func run(_ file: SessionFile, name: String) -> Int32? {
    engine.enter(file, keepingSeed: invocation.seed != nil)
    for element in file.elements {
      if let code = run(element, of: name) { return code }
    }
    return nil
  }

  /// Runs one element of a file; a code means: stop now.
  func run(_ element: SessionElement, of name: String) -> Int32? {
    switch element {
    case .blank: _ = engine.execute("")
    case .prose(let text):
      echo(text)
      _ = engine.execute(text)
    case .cell(let cell):
      echo("> " + cell.input.replacing("\n", with: "\n> "))
      return run(
        cell.input, origin: .init(name: name, line: cell.line), expectingError: cell.expectsError)
    }
    return nil
  }

  func echo(_ text: String) {
    if !invocation.isQuiet { printer.echo(text) }
  }

  private func runInput() -> Int32? {
    let reader = LineReader(0, shouldStop: { [engine] in engine.stop.isRaised })
    var number = 0
    var pending: (text: String, line: Int)?
    var hasBegun = false
    while let line = reader.next() {
      number += 1
      // A session may begin with comments.
      if !hasBegun, line.hasPrefix(SessionHeader.opening) || line.hasPrefix(">") {
        return runSession(line, reader)
      }
      hasBegun = hasBegun || !SessionParser.isProse(line)
      if let (text, start) = pending {
        pending = (text + "\n" + line, start)
      } else {
        pending = (line, number)
      }
      guard let (text, start) = pending, !Lexer.continues(text) else { continue }
      pending = nil
      if let code = run(text, origin: .init(name: "standard input", line: start)) { return code }
    }
    if engine.stop.isRaised { return ExitCode.interrupted }
    guard let (text, start) = pending else { return nil }
    return run(text, origin: .init(name: "standard input", line: start))
  }

  /// A session that comes through standard input is read whole.
  private func runSession(_ first: String, _ reader: LineReader) -> Int32? {
    var lines = [first]
    var size = 0
    while let line = reader.next() {
      lines.append(line)
      size += line.utf8.count
      guard size <= TextFile.limit else {
        printer.show(FileError(.read, "standard input", TextFile.tooLarge).diagnostic)
        return ExitCode.failure
      }
    }
    if engine.stop.isRaised { return ExitCode.interrupted }
    do {
      let file = try SessionFile.parse(lines.joined(separator: "\n"), name: "standard input")
      return run(file, name: "standard input", in: scope(of: file, at: "./-"))
    } catch {
      printer.show(error)
      return ExitCode.failure
    }
  }

  /// Runs one line; a code means: stop now.
  func run(
    _ line: String, origin: DiagnosticRenderer.Origin, expectingError: Bool = false
  ) -> Int32? {
    if RankFront.isStopped(engine.stop) { return ExitCode.interrupted }
    Footing.keepReserve()
    if invocation.format == .json {
      Footing.keepWords(output: JSONRenderer.line(engine.turn(endedByMemory: line)) + "\n")
    }
    guard let turn = engine.execute(line, expectingError: expectingError) else { return nil }
    autosave?.note()
    printer.show(turn, origin: origin)
    let failed = turn.diagnostic.map { ExitCode.of($0, isPartial: turn.report != nil) }
    let own = turn.isInterrupted ? ExitCode.interrupted : failed ?? ExitCode.success
    let code = RankFront.agreed(own, on: turn)
    RankFront.obey(engine.workspace)
    if printer.output.isBroken { return ExitCode.output }
    if let code = turn.quitCode { return Int32(truncatingIfNeeded: code) }
    if code == ExitCode.interrupted { return code }
    guard code != ExitCode.success, !expectingError else { return nil }
    lastError = turn.diagnostic
    guard invocation.keepsGoing, code != ExitCode.bug else { return code }
    failure = max(failure ?? code, code)
    return nil
  }
}
