/// Why a layer cannot be what was asked for, in words for the person who typed it.
public struct LayerError: Error, Equatable, CustomStringConvertible {
  /// One sentence without a full stop: operation, expected, got.
  public var message: String
  /// A way out.
  public var hint: String?
  /// The word at fault, where one is: as typed, `key=value` for an option, `3x3` for a window.
  public var word: String?
  /// What could stand in the word's place, for options that do not exist.
  public var known: [String]

  /// An error; `word` is what the caret belongs under.
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
