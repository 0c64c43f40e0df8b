import Language
import Sessions
import Workspaces

/// The lines of a session one after the other, bound with the parameters that hold there.
public struct BoundLines {
  /// A line that was read and not run.
  struct Line {
    /// The verb with its values, parameters put in.
    let arguments: BoundArguments
    /// What the line is to `undo`: that of its command, but for one that only asks.
    let kind: CommandKind
    /// What running it would read and change of the state.
    let effects: [Effect]
    /// Whether ‘explain’ would speak of it.
    let answers: Bool
  }

  private let commands: CommandSet
  private var parameters: [String: String]
  /// Given on the shell line; a `param` line does not change them.
  private let pinned: Set<String>

  /// - Parameter parameters: those of the shell line.
  init(_ commands: CommandSet, parameters: [(name: String, value: String)]) {
    self.commands = commands
    self.parameters = Dictionary(parameters.map { ($0.name, $0.value) }) { $1 }
    pinned = Set(self.parameters.keys)
  }

  /// Binds the next line; nil where it cannot be.
  mutating func bind(_ input: String) -> Line? {
    let known = parameters
    let parsed = try? ParsedLine.read(
      input, table: commands.table, prefixes: false, lookup: { known[$0] })
    guard let arguments = parsed?.arguments, let command = commands[arguments.signature.verb] else {
      return nil
    }
    let effects = command.effects(of: arguments)
    for case .set(.parameter(let name), let value) in effects where !pinned.contains(name) {
      parameters[name] = value
    }
    let kind = command.isQuestion(arguments) ? .question : command.kind
    return Line(
      arguments: arguments, kind: kind, effects: effects, answers: command.answers)
  }

  /// The effects of every cell that was not recorded as failing.
  public static func effects(
    of cells: some Sequence<SessionCell>, _ commands: CommandSet,
    parameters: [(name: String, value: String)]
  ) -> [[Effect]] {
    var lines = BoundLines(commands, parameters: parameters)
    return cells.map { $0.expectsError ? [] : lines.bind($0.input)?.effects ?? [.unknown] }
  }
}
