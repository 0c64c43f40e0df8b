/// A `KEY=VALUE` that one method takes: what may be typed, and what holds where nothing is.
public struct MethodOption: Sendable, Hashable {
  /// What a value may be.
  public enum Kind: Sendable, Hashable {
    case number(ClosedRange<Double>)
    /// `50%`, read as a share between 0 and 1.
    case share
    case count(ClosedRange<Int>)
    case choice([String])
  }

  /// The key, as it is typed before the equals sign.
  public let name: String
  /// The values allowed, beside `words`.
  public let kind: Kind
  /// One line of the manual page.
  public let summary: String
  /// Words allowed beside numbers, such as `auto`.
  public let words: [String]
  /// As it would be typed; nil where it must be.
  public let defaultText: String?

  /// An option; without a default it must be typed.
  public init(
    _ name: String, _ kind: Kind, _ summary: String, words: [String] = [],
    default defaultText: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.words = words
    self.defaultText = defaultText
  }
}

/// The options of a method as they were typed, defaults filled in.
public struct MethodArguments: Sendable {
  /// A value as it was read.
  public enum Value: Sendable, Hashable {
    case number(Double)
    case word(String)
  }

  private let values: [String: Value]

  /// Arguments by the key of their option.
  public init(_ values: [String: Value] = [:]) { self.values = values }

  /// The number; nil where a word stands in its place.
  public func number(_ name: String) -> Double? {
    if case .number(let number)? = values[name] { number } else { nil }
  }

  /// The word; nil where a number stands in its place.
  public func word(_ name: String) -> String? {
    if case .word(let word)? = values[name] { word } else { nil }
  }
}
