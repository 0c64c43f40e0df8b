import Language
import Sessions
import Tensors
import Workspaces

/// What a running command may know and tell besides its arguments and its draft.
public final class CommandContext {
  /// The number of this cell, from 1.
  public let cell: Int
  /// Raised by Ctrl-C; long work looks at it between operations and stops with everything usable.
  public let stop: StopFlag
  /// Where long work tells how far it has come.
  public let progress: any ProgressSink
  /// What the shell line asked for.
  public let configuration: EngineConfiguration
  /// In the order in which they were given; they are shown with the turn.
  public private(set) var warnings: [String] = []
  private(set) var recordedLine: String?
  /// The exit code that the program ends with after this turn; nil goes on.
  public private(set) var quitCode: Int?
  private(set) var wasInterrupted = false
  private(set) var isUnrecorded = false
  /// What completion and help know of all commands.
  public let table: CommandTable

  /// Whether files may be written; false while a session is checked or opened.
  public let writesFiles: Bool

  /// Where paths of the line begin, and which files it may touch.
  public let scope: FileScope

  /// Keeps earlier states within their bounds while `train` makes more of them, at the end of an
  /// epoch.
  public let makeRoom: (_ training: NetworkEntry) throws -> Void

  /// Tells at the end of each epoch of `train` where the network is, the line that brings it there
  /// from so many of its batches on, its batches, and the cell of the whole line.
  public let reachEdge:
    (
      _ training: NetworkEntry, _ line: @escaping (Int) -> String, _ steps: Int,
      _ cell: @escaping () throws -> SessionCell
    ) -> Void

  init(
    cell: Int, stop: StopFlag, progress: any ProgressSink, configuration: EngineConfiguration,
    table: CommandTable, writesFiles: Bool, scope: FileScope = .user,
    makeRoom: @escaping (NetworkEntry) throws -> Void = { _ in },
    reachEdge:
      @escaping (
        NetworkEntry, @escaping (Int) -> String, Int, @escaping () throws -> SessionCell
      ) -> Void = { _, _, _, _ in }
  ) {
    self.cell = cell
    self.stop = stop
    self.progress = progress
    self.configuration = configuration
    self.table = table
    self.writesFiles = writesFiles
    self.scope = scope
    self.makeRoom = makeRoom
    self.reachEdge = reachEdge
  }

  /// Tells the user something on standard error; a session does not record it.
  public func warn(_ message: String) { warnings.append(message) }

  /// Makes the session record `line` in place of what was typed, so that it replays what ran.
  public func recordAs(_ line: String) { recordedLine = line }

  /// Keeps the line out of the session, whose cells say already what became of it.
  public func leaveUnrecorded() { isUnrecorded = true }

  /// What becomes of work that Ctrl-C cut short: only the prompt lives on to use it.
  public var afterStop: String {
    configuration.isInteractive
      ? "everything that ran is kept"
      : "the script ends here and what ran is not saved; with ‘save FILE’ between shorter trains "
        + "it would be"
  }

  /// Says that the work was cut short by Ctrl-C but what ran is kept; a script then ends with 130.
  public func markInterrupted() { wasInterrupted = true }

  /// Throws `interrupted` if Ctrl-C was pressed: for work that leaves nothing to keep.
  public func checkStop() throws(Diagnostic) {
    if stop.isRaised { throw Diagnostic(.interrupted, "interrupted; nothing was changed") }
  }

  /// Leaves the program after this command.
  public func quit(_ code: Int) { quitCode = code }
}
