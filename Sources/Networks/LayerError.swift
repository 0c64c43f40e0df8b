/// Why a layer cannot be what was asked for, in words for the person who typed it.
public struct LayerError: Error, Equatable, CustomStringConvertible {
  public var message: String
  public var hint: String?
  /// The word at fault, where one is: as typed, `key=value` for an option, `3x3` for a window.
  public var word: String?
  /// What could stand in the word's place, for options that do not exist.
  public var known: [String]

  public init(
    _ message: String, hint: String? = nil, word: String? = nil, known: [String] = []
  ) {
    self.message = message
    self.hint = hint
    self.word = word
    self.known = known
  }

  public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
