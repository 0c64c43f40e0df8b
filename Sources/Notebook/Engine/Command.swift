import Language
import Reports
import Workspaces

/// A command of the notebook: its signature, and what it does to a draft of the workspace.
///
/// One file in Commands and one line in `CommandCatalog` make a command.
public protocol Command: Sendable {
  /// Its manual page: what may be typed, what it means.
  static var signature: Signature { get }

  /// Whether it changes something, asks, or steers the notebook itself. The default: it changes.
  static var kind: CommandKind { get }

  /// Whether a line of it only asks, so that `undo` passes over it. The default: what `kind` says.
  static func isQuestion(_ arguments: BoundArguments) -> Bool

  /// What a line of it does. The default is safe: a question reads everything, and of a change
  /// nothing is known. What is declared beyond that lets `save FILE minimal` leave more lines out.
  static func effects(of arguments: BoundArguments) -> [Effect]

  /// Runs the command.
  ///
  /// A thrown error drops the draft; `PartialFailure` keeps it. Throw `Diagnostic`s, best made with
  /// `arguments.error(…)` so that they point at what was typed.
  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report

  /// The formulas behind the numbers of an answer of this command; nil where it has none.
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation?

  /// What its answers depend on; nil where that never changes. The default: for a change, which
  /// tells what it did to the network in use, all of that; for the rest nothing.
  static func basis(_ arguments: BoundArguments) -> AnswerBasis?
}

extension Command {
  public static var kind: CommandKind { .change }

  public static func isQuestion(_ arguments: BoundArguments) -> Bool { kind == .question }

  public static func effects(of arguments: BoundArguments) -> [Effect] {
    isQuestion(arguments) ? [.readAll] : [.unknown]
  }

  public static func explanation(
    of answer: Answer, in context: CommandContext
  ) throws -> Explanation? { nil }

  public static func basis(_ arguments: BoundArguments) -> AnswerBasis? {
    kind == .change ? .evaluation : nil
  }
}

/// What a command is to undo and to the session file.
public enum CommandKind: Hashable, Sendable {
  /// Changes the workspace: `undo` takes it back, sessions record it.
  case change
  /// Looks and changes nothing: sessions record it, `undo` passes over it.
  case question
  /// Tells about the program or steers the notebook: never recorded.
  case aside
}

/// A command that steers the notebook itself, such as `undo` or `open`.
public protocol NotebookCommand: Command {
  /// Runs the command on the notebook itself; errors are as those of `run(_:on:in:)`.
  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report
}

extension Command {
  /// Whether ‘explain’ speaks of its answers: what steers the notebook, such as ‘undo’ and
  /// ‘explain’, answers nothing about networks.
  static var answers: Bool { kind != .aside && !(self is any NotebookCommand.Type) }
}

extension NotebookCommand {
  public static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    throw Diagnostic(.internal, "‘\(signature.verb)’ needs the notebook")
  }
}
