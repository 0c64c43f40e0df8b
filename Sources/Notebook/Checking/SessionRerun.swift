import Language
import Sessions
import Tensors
import Workspaces

/// Runs a session file in an engine of its own, cell by cell.
public struct SessionRerun {
  /// As it was given, for messages.
  public let path: String
  /// The lines that run, as they were read.
  public let file: SessionFile
  /// Of this run alone; it writes no files and asks nothing.
  public let engine: Engine
  /// What its lines may read.
  let scope: FileScope

  /// - Parameter seed: the seed of the shell line, if it named one.
  public init(
    _ path: String, _ commands: CommandSet, configuration: EngineConfiguration, seed: UInt64?,
    stop: StopFlag, progress: any ProgressSink
  ) throws {
    self.path = path
    file = try SessionFile.read(path, acceptsPipes: true, stop: stop)
    scope = FileScope.user.entering(
      file, at: path, trusting: configuration.trustsSessions, .onShellLine)
    var configuration = configuration
    configuration.writesFiles = false
    configuration.isInteractive = false
    configuration.seed = seed ?? file.header?.seed ?? configuration.seed
    let own = Set(configuration.parameters.map(\.name))
    configuration.parameters +=
      file.header?.parameters.filter { !own.contains($0.name) } ?? []
    engine = Engine(commands, configuration: configuration, stop: stop)
    engine.progress = progress
  }

  /// Whether a failed turn ends the run, and how.
  public enum End: Error {
    case missingData(Diagnostic)
    /// The session reads what its reader does not trust it with, or more memory than there is.
    case refused(Diagnostic)
    case interrupted
  }

  /// Runs one cell; nil for a cell without a command.
  public func turn(_ cell: SessionCell) throws(End) -> Turn? {
    if engine.stop.count > 0 { throw .interrupted }
    let turn = engine.within(scope) {
      engine.execute(cell.input, expectingError: cell.expectsError)
    }
    guard let turn else { return nil }
    if turn.isInterrupted { throw .interrupted }
    if var diagnostic = turn.diagnostic, diagnostic.code == .missingData, !cell.expectsError {
      diagnostic.message = "‘\(cell.input)’: \(diagnostic.message)"
      throw .missingData(diagnostic)
    }
    if var diagnostic = turn.diagnostic, !cell.expectsError,
      [.needsTrust, .outOfMemory].contains(diagnostic.code)
    {
      diagnostic.message = "‘\(path)’, line \(cell.line): \(diagnostic.message)"
      throw .refused(diagnostic)
    }
    return turn
  }
}
