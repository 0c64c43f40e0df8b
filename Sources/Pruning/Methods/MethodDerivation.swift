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

  public struct Result: Sendable, Equatable {
    public var value: Double
    public var key: String

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

  public private(set) var parts: [Part]

  public init(stringLiteral value: String) { parts = [.text(value)] }
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

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

  public enum Noun { case costNoun }
}
