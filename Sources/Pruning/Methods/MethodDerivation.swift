/// A step of how a method comes to its figures; whoever prints it words the numbers.
public enum DerivationStep: Sendable, Equatable {
  case formula(_ name: String, _ text: String)
  /// The formula with values put in.
  ///
  /// - result: what it comes to and the key of the answer that has the same number, if one has.
  case values(DerivationText, isTrained: Bool = false, result: Result? = nil)
  /// The joules of an image, where the target counts them.
  case energyModel
  case note(String)
  case source(String)

  /// What a formula comes to.
  public struct Result: Sendable, Equatable {
    /// In the unit of the answer's figure.
    public var value: Double
    /// The key of the answer that holds the same number.
    public var key: String

    /// A value that the answer gives under `key`.
    public init(_ value: Double, key: String) {
      self.value = value
      self.key = key
    }
  }
}

extension PruningRequest {
  /// What the target leaves of the dense network.
  ///
  /// - Parameter dense: its cost.
  func derivation(dense: Double) -> [DerivationStep] {
    let target = target ?? 0
    var steps: [DerivationStep] = [
      .formula("target", "(1 − target) × cost of the dense network"),
      .values(
        """
        (1 − \(percent: target)) × \(cost: dense) = \(cost: (1 - target) * dense) \
        \(.costNoun) stay
        """),
    ]
    if case .joules = cost { steps.append(.energyModel) }
    return steps
  }
}

/// A text with numbers in it that are not worded yet.
public struct DerivationText: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// A piece of the text; whoever prints it chooses how numbers look.
  public enum Part: Sendable, Equatable {
    case text(String)
    /// So many digits behind the point.
    case fixed(Double, digits: Int)
    /// A share in percent.
    case percent(Double, digits: Int)
    /// The shortest text that reads back as the number.
    case plain(Double)
    /// So much of what the target counts.
    case cost(Double)
    /// What the target counts, as a noun.
    case noun
  }

  /// In the order in which they are read.
  public private(set) var parts: [Part]

  public init(stringLiteral value: String) { parts = [.text(value)] }
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  /// Collects literals and numbers as parts, so that a derivation is written as one string.
  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
    public mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }
    public mutating func appendInterpolation(_ value: Double, digits: Int) {
      parts.append(.fixed(value, digits: digits))
    }
    public mutating func appendInterpolation(percent value: Double, digits: Int = 1) {
      parts.append(.percent(value, digits: digits))
    }
    public mutating func appendInterpolation(plain value: Double) { parts.append(.plain(value)) }
    public mutating func appendInterpolation(cost value: Double) { parts.append(.cost(value)) }
    public mutating func appendInterpolation(_ noun: Noun) { parts.append(.noun) }
  }

  /// Words that depend on what the target counts: `\(.costNoun)`.
  public enum Noun { case costNoun }
}
