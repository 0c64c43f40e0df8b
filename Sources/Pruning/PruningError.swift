/// Why something cannot be pruned as asked, in words for the person who typed it.
public struct PruningError: Error, Equatable, CustomStringConvertible {
  public var code: String
  public var message: String
  public var hint: String?

  public init(_ code: String, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
