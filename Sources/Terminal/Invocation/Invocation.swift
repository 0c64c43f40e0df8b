import Notebook
import Reports
import Tensors

/// What the shell line asks for.
public struct Invocation: Hashable, Sendable {
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

  public enum Source: Hashable, Sendable {
    case file(String)
    case command(String)
  }

  public enum Format: String, Hashable, Sendable, CaseIterable { case text, json }

  public var mode = Mode.listen
  public var format = Format.text
  public var isQuiet = false
  public var keepsGoing = false
  public var isExact = false
  public var trustsSessions = false
  public var threads: Int?
  /// What the processor's vector instructions may be at most; less than it has gives what a lesser
  /// machine computes.
  public var instructions: Processor.Level?
  public var seed: UInt64?
  public var dataDirectory: String?
  public var colour = Colour.Choice.auto
  public var parameters: [Parameter] = []

  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let value: String
  }

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
