/// What a value may be.
public indirect enum ValueType: Hashable, Sendable {
  case integer(ClosedRange<Int>)
  case real(ClosedRange<Double>)
  /// `50%`, read as a share between 0 and 1.
  case percent
  /// `3x32x32`, `3x3` or `64`.
  case shape
  /// `90s`, `5min`, `2h`, `250ms`.
  case duration
  /// `500J`, `2kJ`, `1Wh`.
  case energy
  /// `512MB`, `2GB`; a prefix is a power of 1000.
  case size
  /// The name of something: letters, digits and `_ - . /`, no blanks.
  case name
  /// Any text.
  case text
  /// A file or folder.
  case path
  case pattern
  case channels
  /// `3-7`, or `5`.
  case range
  case choice([String])
  /// `accuracy>=88%`.
  case condition
  /// Several of them with commas between.
  case list(of: ValueType)

  /// Any integer.
  public static let integer = Self.integer(Int.min...Int.max)
  /// An integer from 1.
  public static let count = Self.integer(1...Int.max)
  /// Any finite number.
  public static let real = Self.real(
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
  /// A real number from 0.
  public static let positive = Self.real(0...Double.greatestFiniteMagnitude)
  /// `on` or `off`.
  public static let toggle = Self.choice(["on", "off"])

  /// Whether `text` is a value of the type.
  public func accepts(_ text: String) -> Bool { ValueReader.read(text, as: self) != nil }

  /// The type in a sentence: `expected …`.
  public var expectation: String {
    switch self {
    case .integer(let range): Self.bounded("a whole number", range, Int.min, Int.max)
    case .real(let range):
      Self.bounded(
        "a number", range, -Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude)
    case .percent: "a percentage between 0% and 100%, such as 50%"
    case .shape: "a shape such as 3x32x32"
    case .duration: "a time such as 90s, 5min or 2h"
    case .energy: "an energy such as 500J or 2kJ"
    case .size: "a size such as 512MB or 2GB"
    case .name: "a name"
    case .text: "some text"
    case .path: "a file name"
    case .pattern: "a layer, or a pattern with *"
    case .channels: "a layer or some of its channels, such as conv1[3,7-9]"
    case .range: "a range such as 3-7"
    case .choice(let words): Self.either(words)
    case .condition: "a condition without blanks, such as accuracy>=88%"
    case .list(let type): "a list, with commas and no blanks, each \(type.expectation)"
    }
  }

  /// `a, b or c`.
  public static func either(_ words: [String]) -> String {
    guard let last = words.last else { return "nothing" }
    return words.count == 1 ? last : words.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func bounded<Bound: Comparable>(
    _ noun: String, _ range: ClosedRange<Bound>, _ low: Bound, _ high: Bound
  ) -> String {
    switch (range.lowerBound == low, range.upperBound == high) {
    case (true, true): noun
    case (false, true): "\(noun) from \(range.lowerBound)"
    case (true, false): "\(noun) up to \(range.upperBound)"
    case (false, false): "\(noun) between \(range.lowerBound) and \(range.upperBound)"
    }
  }
}
