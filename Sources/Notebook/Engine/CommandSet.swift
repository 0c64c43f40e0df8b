import Language

/// The commands that an engine was given, by their verbs.
public struct CommandSet: Sendable {
  /// What completion and help know of them.
  public let table: CommandTable
  private let commands: [String: any Command.Type]

  /// These commands; of two with one verb, the first counts.
  public init(_ commands: [any Command.Type]) {
    table = CommandTable(commands.map { $0.signature })
    self.commands = Dictionary(
      commands.map { ($0.signature.verb, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The command of a full verb.
  public subscript(verb: String) -> (any Command.Type)? { commands[verb] }
}
