import Commands
import Glibc
import Language
import Notebook
import Tensors
import Workspaces

/// The program on a terminal or in a pipe: reads the shell line and hands over to the prompt, to
/// scripts or to the checks.
public enum Program {
  /// Runs to the end, and ends the process.
  ///
  /// - Parameter arguments: of the shell line, without the program's name.
  public static func main(_ arguments: [String]) -> Never { Footing.end(run(arguments)) }

  /// Runs to the end.
  ///
  /// - Parameter arguments: of the shell line, without the program's name.
  /// - Returns: the exit status.
  static func run(_ arguments: [String]) -> Int32 {
    Descriptors.reserve()
    if let obstacle = Footing.prepare() {
      let lines = DiagnosticRenderer().lines(obstacle, text: "")
      OutputStream(2).write(lines.joined(separator: "\n") + "\n")
      return ExitCode.failure
    }
    // A limit on the size of files is an error of the write, as a full disk is.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    setlocale(LC_CTYPE, "")
    let invocation: Invocation
    do {
      invocation = try InvocationParser.parse(arguments)
    } catch {
      return usage(error)
    }
    let output = OutputStream(1)
    switch invocation.mode {
    case .version: output.write("pollard \(Provenance.version)\n")
    case .help: output.write(Invocation.usage)
    case .page(let page): output.write(page.text)
    default: return work(invocation)
    }
    return output.isBroken ? ExitCode.output : ExitCode.success
  }

  private static func usage(_ error: UsageError) -> Int32 {
    let errors = OutputStream(2)
    errors.write("error: \(error.message)\n")
    if let hint = error.hint { errors.write("  hint: \(hint)\n") }
    errors.write("  try ‘pollard --help’\n")
    return ExitCode.usage
  }

  private static func work(_ invocation: Invocation) -> Int32 {
    if let level = invocation.instructions {
      guard level.rawValue <= Processor.bestLevel.rawValue else {
        return usage(
          UsageError(
            message: "this machine has no \(level.name)",
            hint: "its best is \(Processor.bestLevel.name)"))
      }
      Processor.level = level
    }
    let environment = Environment.values
    if let code = RankFront.join(invocation) { return code }
    defer { RankFront.leave() }
    let printer = printer(invocation, environment)
    let progress = progress(invocation, printer, environment)
    var configuration = invocation.configuration(environment: environment)
    configuration.writesFiles = !RankFront.isSilent
    if configuration.threads == 0 { configuration.threads = RankFront.threads ?? 0 }
    configuration.frontLibraries = [Readline.library]
    configuration.stateFolder = Environment.path(
      "XDG_CACHE_HOME", ".cache", "states", in: environment)
    configuration.pictureFolder = Environment.path(
      "XDG_CACHE_HOME", ".cache", "pictures", in: environment)
    let tools = SessionTools(
      invocation: invocation, configuration: configuration, printer: printer,
      stop: Interruption.flag, progress: progress)
    Interruption.install()
    switch invocation.mode {
    case .check(let files): return tools.check(files)
    case .record(let files): return tools.record(files)
    case .diff(let left, let right): return tools.diff(left, right)
    case .sweep(let request):
      return SweepTool(
        invocation: invocation, configuration: configuration, printer: printer,
        environment: environment, stop: Interruption.flag
      ).run(request)
    default: break
    }
    var isPrompt = false
    if case .listen = invocation.mode { isPrompt = isatty(0) == 1 }
    configuration.isInteractive = isPrompt
    let engine = Engine(configuration: configuration, stop: Interruption.flag)
    engine.progress = progress
    if isPrompt {
      // Completion holds the prompt weakly.
      let prompt = Prompt(engine, printer, invocation, environment)
      return withExtendedLifetime(prompt) { prompt.run() }
    }
    let runner = ScriptRunner(engine: engine, printer: printer, invocation: invocation)
    guard case .run(let sources) = invocation.mode else { return runner.runStandardInput() }
    runner.autosave = autosave(of: engine, environment, printer)
    let code = runner.run(sources)
    runner.autosave?.end()
    return code
  }

  /// Of several ranks one may die and take the others with it: the first keeps the session.
  private static func autosave(
    of engine: Engine, _ environment: [String: String], _ printer: TurnPrinter
  ) -> Autosave? {
    guard RankGroup.current?.rank == 0 else { return nil }
    let autosave = Autosave(engine, in: Prompt.stateFolder(environment))
    autosave.warn = { printer.warn($0) }
    autosave.begin()
    return autosave
  }

  /// Under `mpiexec` one of the processes prints, and what it takes for a terminal is none.
  private static func printer(
    _ invocation: Invocation, _ environment: [String: String]
  ) -> TurnPrinter {
    if RankFront.isSilent { return .silent }
    let isPlain = RankGroup.current != nil && invocation.colour == .auto
    return TurnPrinter(
      format: invocation.format, colour: isPlain ? .never : invocation.colour,
      environment: environment)
  }

  /// A live line on a terminal, one line an epoch elsewhere, nothing if quiet.
  private static func progress(
    _ invocation: Invocation, _ printer: TurnPrinter, _ environment: [String: String]
  ) -> any ProgressSink {
    if invocation.isQuiet || RankFront.isSilent { return SilentProgress() }
    guard printer.errors.isTerminal, !["dumb", ""].contains(environment["TERM"] ?? "") else {
      return ProgressLog(printer.errors)
    }
    return ProgressLine(printer.errors) {
      Screen.width(environment: environment, descriptor: 2) ?? 80
    }
  }
}
