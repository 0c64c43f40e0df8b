/// Why a layer cannot be what was asked for, in words for the person who typed it.
public struct LayerError: Error, Equatable, CustomStringConvertible {
  public var message: String
  public var hint: String?
  /// The typed word at fault, where one is.
  public var word: String?

  public init(_ message: String, hint: String? = nil, word: String? = nil) {
    self.message = message
    self.hint = hint
    self.word = word
  }

  public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
