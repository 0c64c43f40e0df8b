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
    case version
    case help
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

  /// What `--help` prints.
  public static let usage = """
    usage: pollard [FILE | -e COMMAND]... [NAME=VALUE]... [options]
           pollard check [--exact] FILE...    replay sessions and compare
           pollard record FILE...             replay sessions and rewrite their output
           pollard diff FILE FILE             where two sessions part

    Without FILE and -e it shows a prompt, or reads commands from standard input.

      -e COMMAND                  run a command
      --format text|json          json: one object a line for each command
      --quiet                     no progress and no echo
      --keep-going                go on after a command that failed
      --threads N                 threads at work
      --seed N                    the seed to start with
      --data DIR                  the folder of data sets (else POLLARD_DATA)
      --trust                     sessions may read and write outside their folders, as scripts may
      --color auto|always|never   colour on the screen
      --instructions LEVEL        at most base, avx2 or avx512 of the processor
      --version, --help

    Exit codes: 0 all good, 1 a difference was found, 64 this line is wrong, 65 a command failed,
    66 a file or data set is missing, 70 our bug, 74 results could not be written,
    130 interrupted, N after ‘quit N’.

    """
}
