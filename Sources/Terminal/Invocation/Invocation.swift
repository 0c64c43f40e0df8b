import Language
import Notebook
import Reports
import Tensors

/// What the shell line asks for.
public struct Invocation: Hashable, Sendable {
  /// What the program does.
  public enum Mode: Hashable, Sendable {
    /// The prompt, or commands from standard input.
    case listen
    case run([Source])
    case check([String])
    case record([String])
    case diff(String, String)
    case sweep(SweepRequest)
    case version
    case help
    case page(ShellPage)
  }

  /// Where lines come from, in the order of the shell line.
  public enum Source: Hashable, Sendable {
    case file(String)
    case command(String)
  }

  /// What goes to standard output: text, or a line of JSON for each turn.
  public enum Format: String, Hashable, Sendable, CaseIterable { case text, json }

  /// What the program does.
  public var mode = Mode.listen
  /// `--format`.
  public var format = Format.text
  /// `--quiet`: no progress and no echo.
  public var isQuiet = false
  /// `--keep-going`: an error does not end a script.
  public var keepsGoing = false
  /// `--exact`: every line as recorded, whatever the arithmetic.
  public var isExact = false
  /// `--trust`: the lines of sessions touch any file.
  public var trustsSessions = false
  /// `--threads`; nil takes all.
  public var threads: Int?
  /// What the processor's vector instructions may be at most; less than it has gives what a lesser
  /// machine computes.
  public var instructions: Processor.Level?
  /// `--seed`; nil leaves 1.
  public var seed: UInt64?
  /// `--data`; nil takes `POLLARD_DATA`.
  public var dataDirectory: String?
  /// `--color`.
  public var colour = Colour.Choice.auto
  /// `NAME=VALUE`, for `$NAME` in lines.
  public var parameters: [Parameter] = []

  /// A value that lines name as `$NAME`.
  public struct Parameter: Hashable, Sendable {
    /// Without the `$`.
    public let name: String
    /// Put in where `$NAME` stands.
    public let value: String
  }

  /// A prompt with every default.
  public init() {}

  /// How an engine starts under this shell line.
  public func configuration(environment: [String: String]) -> EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.seed = seed ?? configuration.seed
    configuration.threads = threads ?? 0
    configuration.dataDirectory = dataDirectory ?? environment["POLLARD_DATA"]
    configuration.trustsSessions = trustsSessions
    configuration.parameters = parameters.map { ($0.name, $0.value) }
    return configuration
  }

  /// A way to start the program, without its name, and what it is for.
  static let forms: [(form: String, summary: String)] = [
    ("[FILE | -e COMMAND]... [NAME=VALUE]... [options]", ""),
    ("check [--exact] FILE...", "replay sessions and compare"),
    ("record FILE...", "replay sessions and rewrite their output"),
    ("diff FILE FILE", "where two sessions part"),
    ("sweep FILE NAME=VALUES...", "a run for each value, and a table"),
  ]

  /// The words that may stand in the place of the first file.
  static let verbs = ["check", "record", "diff", "sweep"]

  /// The exit codes in a sentence.
  static let exitCodes = """
    0 all good, 1 a difference was found, 64 this line is wrong, 65 a command failed,
    66 a file or data set is missing, 70 our bug, 74 results could not be written,
    130 interrupted, N after ‘quit N’.
    """

  /// What `--help` prints.
  public static let usage = """
    \(forms.indices.map(usage(ofForm:)).joined(separator: "\n"))

    Without FILE and -e it shows a prompt, or reads commands from standard input.

    \(ShellOption.all.map(usage).joined(separator: "\n"))

    VALUES of a sweep: a,b,c or 1..5 or 10%..70%:20%; several names make the grid, and
    NAME,NAME=@FILE.csv takes columns of a table, a run a row.

    Exit codes: \(exitCodes)

    """

  private static func usage(ofForm index: Int) -> String {
    let form = forms[index]
    let start = (index == 0 ? "usage: " : "       ") + "pollard " + form.form
    return form.summary.isEmpty ? start : DisplayWidth.pad(start, to: 42) + form.summary
  }

  private static func usage(_ option: ShellOption) -> String {
    let start = "  " + option.form
    // A long form has a line of its own.
    let lead =
      DisplayWidth.of(start) < 29
      ? DisplayWidth.pad(start, to: 30) : start + "\n" + String(repeating: " ", count: 30)
    return lead + option.summary
  }
}
