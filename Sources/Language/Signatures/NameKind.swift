/// A kind of names that completion can ask for, such as `layer`. The program above decides what
/// kinds there are; `file` and `command` are known here.
public struct NameKind: Hashable, Sendable, ExpressibleByStringLiteral {
  public let description: String
  public init(_ text: String) { description = text }
  public init(stringLiteral value: String) { description = value }

  public static let file: Self = "file"
  public static let command: Self = "command"
}
