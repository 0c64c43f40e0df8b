/// A typed value of a line.
public enum Value: Hashable, Sendable {
  case integer(Int)
  case real(Double)
  /// A share, 0.5 for `50%`.
  case fraction(Double)
  /// The sizes of `3x32x32`, or the one of a feature vector.
  case shape([Int])
  /// In seconds.
  case duration(Double)
  /// In joules.
  case energy(Double)
  /// In bytes.
  case size(Double)
  /// A name, a path or free text.
  case text(String)
  /// One of the words the signature allows.
  case word(String)
  case pattern(Pattern)
  case channels(ChannelList)
  /// `3-7`, or `5` for `5-5`.
  case range(ClosedRange<Int>)
  case list([Value])
  indirect case condition(Condition)
}

extension Value {
  /// A whole number; nil for any other value.
  public var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// A real number; an integer counts as one.
  public var real: Double? {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// A share of 1; nil for any other value.
  public var fraction: Double? {
    if case .fraction(let value) = self { value } else { nil }
  }

  /// Sizes, outermost first; nil for any other value.
  public var shape: [Int]? {
    if case .shape(let value) = self { value } else { nil }
  }

  /// Seconds; nil for any other value.
  public var duration: Double? {
    if case .duration(let value) = self { value } else { nil }
  }

  /// Joules; nil for any other value.
  public var energy: Double? {
    if case .energy(let value) = self { value } else { nil }
  }

  /// Bytes; nil for any other value.
  public var size: Double? {
    if case .size(let value) = self { value } else { nil }
  }

  /// Free text, a name, a path, or an allowed word.
  public var text: String? {
    switch self {
    case .text(let value), .word(let value): value
    default: nil
    }
  }

  /// One of the words that the signature allows; nil for any other value.
  public var word: String? {
    if case .word(let value) = self { value } else { nil }
  }

  /// A name that may hold `*`; nil for any other value.
  public var pattern: Pattern? {
    if case .pattern(let value) = self { value } else { nil }
  }

  /// A layer or some of its channels; nil for any other value.
  public var channels: ChannelList? {
    if case .channels(let value) = self { value } else { nil }
  }

  /// Indices from 0, both ends included; nil for any other value.
  public var range: ClosedRange<Int>? {
    if case .range(let value) = self { value } else { nil }
  }

  /// What a value is held against; nil for any other value.
  public var condition: Condition? {
    if case .condition(let value) = self { value } else { nil }
  }

  /// The number in its base unit: a share of 1, seconds, joules, bytes; nil for any other value.
  public var magnitude: Double? { real ?? fraction ?? duration ?? energy ?? size }

  /// The members of a list; any other value is a list of one.
  public var list: [Value] {
    if case .list(let values) = self { values } else { [self] }
  }
}

extension Value: CustomStringConvertible {
  /// The value as it can be typed.
  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value): Self.plain(value)
    case .fraction(let value): Self.percentage(value) + "%"
    case .shape(let sizes): sizes.map { "\($0)" }.joined(separator: "x")
    case .duration(let seconds): Self.plain(seconds) + "s"
    case .energy(let joules): Self.plain(joules) + "J"
    case .size(let bytes): Self.plain(bytes) + "B"
    case .text(let value), .word(let value): Quoting.quoted(value)
    case .pattern(let pattern): pattern.text
    case .channels(let list): list.description
    case .range(let range):
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    case .list(let values): values.map(\.description).joined(separator: ",")
    case .condition(let condition): condition.description
    }
  }

  /// The share in hundredths, without the noise of the product where it reads back the same.
  private static func percentage(_ share: Double) -> String {
    let rounded = (share * 1e11).rounded() / 1e9
    return plain(rounded / 100 == share ? rounded : share * 100)
  }

  /// A number without `.0`.
  static func plain(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
