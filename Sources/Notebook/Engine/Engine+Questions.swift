import Language
import Reports
import Workspaces

extension Engine {
  /// What a question answers now, as if it were typed, for a command that puts several together.
  /// Nothing is recorded, and nothing that the question notes is kept.
  ///
  /// - Parameter line: with its verb in full.
  public func answer(_ line: String, in context: CommandContext) throws -> Report {
    guard
      let parsed = try ParsedLine.read(line, table: table, prefixes: false, lookup: { _ in nil }),
      let command = commands[parsed.signature.verb]
    else { throw Diagnostic(.internal, "‘\(line)’ is no question") }
    var draft = workspace
    return try command.run(parsed.arguments, on: &draft, in: context)
  }

  /// The same for a front, between lines; nil where there is no answer, as without a network.
  ///
  /// - Parameter line: with its verb in full.
  public func answer(_ line: String) -> Report? {
    let context = CommandContext(
      cell: history.count + 1, stop: stop, progress: SilentProgress(), configuration: configuration,
      table: table, writesFiles: false, scope: scope)
    return try? answer(line, in: context)
  }
}
