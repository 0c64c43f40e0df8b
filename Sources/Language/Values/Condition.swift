/// What a value is held against: `accuracy>=88%`.
public struct Condition: Hashable, Sendable {
  /// How the value has to stand to the bound.
  public enum Relation: String, CaseIterable, Sendable {
    case atLeast = ">="
    case atMost = "<="
    case unequal = "!="
    case more = ">"
    case less = "<"
    case equal = "="
  }

  /// Where the value lies: names of members with dots between, such as `layers.conv1.macs`.
  public let key: String
  /// How it has to stand to the bound.
  public let relation: Relation
  /// A number in its base unit, or a word.
  public let bound: Value

  /// A condition; nil where the bound is a word, which has no order.
  public init?(_ key: String, _ relation: Relation, _ bound: Value) {
    let hasOrder = bound.magnitude != nil
    guard hasOrder || relation == .equal || relation == .unequal else { return nil }
    self.key = key
    self.relation = relation
    self.bound = bound
  }

  /// Reads `accuracy>=88%`; nil if the text has another form.
  public init?(_ text: String) {
    guard let start = text.firstIndex(where: { "<>!=".contains($0) }),
      let relation = Relation.allCases.first(where: { text[start...].hasPrefix($0.rawValue) })
    else { return nil }
    let key = text[..<start]
    guard !key.isEmpty, ValueReader.isName(key.filter { !"[],×".contains($0) }) else { return nil }
    var typed = text[start...].dropFirst(relation.rawValue.count)
    if relation == .equal, typed.first == "=" { typed = typed.dropFirst() }
    guard let bound = Self.bound(String(typed)) else { return nil }
    self.init(String(key), relation, bound)
  }

  /// A share, a quantity in its base unit, a number, or a word.
  private static func bound(_ text: String) -> Value? {
    if text.hasSuffix("%"), let number = ValueReader.number(String(text.dropLast())) {
      return .fraction(number / 100)
    }
    for type in [ValueType.energy, .duration, .size] {
      if let value = ValueReader.read(text, as: type) { return value }
    }
    if let number = ValueReader.number(text) { return .real(number) }
    return ValueReader.isName(text) ? .word(text) : nil
  }

  /// Whether a number stands to the bound as it has to; false where the bound is a word.
  public func holds(of number: Double) -> Bool {
    guard let limit = bound.magnitude else { return false }
    return switch relation {
    case .atLeast: number >= limit
    case .atMost: number <= limit
    case .more: number > limit
    case .less: number < limit
    case .equal: number == limit
    case .unequal: number != limit
    }
  }

  /// Whether a word is the one asked for, or is not; false where the bound is a number.
  public func holds(of word: String) -> Bool {
    guard let expected = bound.word else { return false }
    return (word == expected) == (relation == .equal)
  }
}

extension Condition: CustomStringConvertible {
  public var description: String { "\(key)\(relation.rawValue)\(bound)" }
}
