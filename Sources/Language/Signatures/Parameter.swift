/// A subject or an option of a command: its name, what it may be, what it means.
public struct Parameter: Hashable, Sendable {
  /// How often it may or must be given.
  public enum Arity: Hashable, Sendable {
    case required
    case optional
    /// Several, at least so many; only the last subject may be so.
    case variadic(atLeast: Int)
  }

  /// The key of an option, or what a subject is called in the synopsis: `EPOCHS`.
  public let name: String
  /// What a value has to be, beside `words`.
  public let type: ValueType
  /// Words allowed beside values of the type, such as `auto`.
  public let words: [String]
  /// Whether it must be given, and how often it may.
  public let arity: Arity
  /// The value where none is typed, as it would be typed.
  public let defaultText: String?
  /// What holds where none is typed, in words, if that depends on the state.
  public let otherwise: String?
  /// Which names complete it.
  public let names: NameKind?
  /// Whether it names a file that is written; other files are read.
  public let isWritten: Bool
  /// One line of the manual page, without a full stop.
  public let summary: String
  /// What its words mean, for completion; those that need no word are left out.
  public private(set) var meanings: [String: String] = [:]
  /// Files that it is about, each with what it holds: completion offers their endings.
  public private(set) var files: [Candidate] = []
  /// How the name of a file ends that may stand in place of a value; nil where none may.
  public private(set) var ending: String?

  /// A subject that must be given.
  public static func required(
    _ name: String, _ type: ValueType, _ summary: String, words: [String] = [],
    names: NameKind? = nil, isWritten: Bool = false
  ) -> Parameter {
    Parameter(
      name: name, type: type, words: words, arity: .required, defaultText: nil, otherwise: nil,
      names: names, isWritten: isWritten, summary: summary)
  }

  /// A subject that may be left out.
  public static func optional(
    _ name: String, _ type: ValueType, _ summary: String, words: [String] = [],
    default defaultText: String? = nil, otherwise: String? = nil, names: NameKind? = nil,
    isWritten: Bool = false
  ) -> Parameter {
    Parameter(
      name: name, type: type, words: words, arity: .optional, defaultText: defaultText,
      otherwise: otherwise, names: names, isWritten: isWritten, summary: summary)
  }

  /// The last subject, as often as typed.
  public static func variadic(
    _ name: String, _ type: ValueType, _ summary: String, words: [String] = [],
    atLeast: Int = 0, otherwise: String? = nil, names: NameKind? = nil
  ) -> Parameter {
    Parameter(
      name: name, type: type, words: words, arity: .variadic(atLeast: atLeast), defaultText: nil,
      otherwise: otherwise, names: names, isWritten: false, summary: summary)
  }

  /// A `key=value`.
  public static func option(
    _ key: String, _ type: ValueType, _ summary: String, words: [String] = [],
    default defaultText: String? = nil, otherwise: String? = nil, names: NameKind? = nil,
    isWritten: Bool = false
  ) -> Parameter {
    optional(
      key, type, summary, words: words, default: defaultText, otherwise: otherwise, names: names,
      isWritten: isWritten)
  }

  /// A `key=value` that must be given.
  public static func requiredOption(
    _ key: String, _ type: ValueType, _ summary: String, words: [String] = [],
    names: NameKind? = nil
  ) -> Parameter {
    required(key, type, summary, words: words, names: names)
  }

  /// What is allowed, in a sentence.
  public var expectation: String {
    if case .choice(let choices) = type { return ValueType.either(choices + words) }
    return words.isEmpty
      ? type.expectation : "\(type.expectation), or \(ValueType.either(words))"
  }

  /// The words that can be typed literally.
  public var literals: [String] {
    switch type {
    case .choice(let choices): choices + words
    case .list(of: .choice(let choices)): choices + words
    default: words
    }
  }

  /// Reads `text`; nil if it is not allowed.
  func read(_ text: String) -> Value? {
    if words.contains(text) { return .word(text) }
    if let ending, text.count > ending.count + 1, text.hasSuffix(".\(ending)") {
      return ValueReader.read(text, as: .path)
    }
    return ValueReader.read(text, as: type)
  }
}

extension Parameter {
  /// The parameter with what its words mean.
  public func explained(by meanings: [(word: String, meaning: String)]) -> Parameter {
    var copy = self
    copy.meanings = Dictionary(meanings.map { ($0.word, $0.meaning) }) { first, _ in first }
    return copy
  }

  /// The parameter with examples of its files, such as `run.pollard`.
  public func offering(_ files: [Candidate]) -> Parameter {
    var copy = self
    copy.files = files
    return copy
  }

  /// The parameter, which a file whose name ends so may stand for.
  public func orFile(endingIn ending: String) -> Parameter {
    var copy = self
    copy.ending = ending
    return copy
  }

  /// Whether `text` is an allowed value.
  public func accepts(_ text: String) -> Bool { read(text) != nil }

  /// The size that `text` says, in bytes; nil if it says none.
  public func size(_ text: String) -> Double? { read(text)?.size }
}
