/// A kind of names that completion can ask for, such as `layer`. The program above decides what
/// kinds there are; `file`, `command` and `topic` are known here.
public struct NameKind: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name as completion asks for it.
  public let description: String
  /// A kind that the program above knows.
  public init(_ text: String) { description = text }
  public init(stringLiteral value: String) { description = value }

  /// Files and folders, completed from the disk.
  public static let file: Self = "file"
  /// Verbs of the table.
  public static let command: Self = "command"
  /// What is explained beside the verbs; asked for where a verb can be typed as a subject.
  public static let topic: Self = "topic"
}
