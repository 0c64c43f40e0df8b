import Tensors

/// An option of the shell line; parser, `--help`, the manual page and completion read one list.
public struct ShellOption: Sendable {
  /// With its dashes.
  public let name: String
  /// What stands behind it, such as `COMMAND` or `text|json`; nil for a flag.
  public let value: String?
  /// What it does, in a line.
  public let summary: String

  private init(_ name: String, _ value: String?, _ summary: String) {
    self.name = name
    self.value = value
    self.summary = summary
  }

  /// The words that may stand behind it; none where anything may.
  public var choices: [String] {
    value.map { $0.contains("|") ? $0.split(separator: "|").map(String.init) : [] } ?? []
  }

  /// As it is typed: `--threads N`.
  public var form: String { value.map { "\(name) \($0)" } ?? name }

  /// All of them, in the order of `--help`.
  public static let all = [
    ShellOption("-e", "COMMAND", "run a command"),
    ShellOption("--format", "text|json", "json: one object a line for each command"),
    ShellOption("--quiet", nil, "no progress and no echo"),
    ShellOption("--keep-going", nil, "go on after a command that failed"),
    ShellOption("--exact", nil, "check: every line as recorded, whatever the arithmetic"),
    ShellOption("--threads", "N", "threads at work"),
    ShellOption("--seed", "N", "the seed to start with"),
    ShellOption("--data", "DIR", "the folder of data sets (else POLLARD_DATA)"),
    ShellOption(
      "--trust", nil, "sessions may read and write outside their folders, as scripts may"),
    ShellOption("--into", "FOLDER", "sweep: where the runs go (else FILE.sweep)"),
    ShellOption("--jobs", "N", "sweep: runs at once"),
    ShellOption(
      "--engine", SweepRequest.Engine.allCases.map(\.rawValue).joined(separator: "|"),
      "sweep: what starts the runs"),
    ShellOption("--keep", "KEY,...", "sweep: keys of answers that become columns"),
    ShellOption("--retry", nil, "sweep: runs that failed are tried again"),
    ShellOption("--again", nil, "sweep: runs of an older arithmetic are done anew"),
    ShellOption("--dry-run", nil, "sweep: only tell what would run"),
    ShellOption("--point", "K", "sweep: run point K alone, in this process"),
    ShellOption("--color", "auto|always|never", "colour on the screen"),
    ShellOption(
      "--instructions", Processor.Level.allCases.map(\.name).joined(separator: "|"),
      "the most of the processor's vector instructions"),
    ShellOption(
      "--print", ShellPage.allCases.map(\.rawValue).joined(separator: "|"),
      "the manual page, or completion for a shell"),
    ShellOption("--version", nil, "the version"),
    ShellOption("--help", nil, "this page"),
  ]
}
