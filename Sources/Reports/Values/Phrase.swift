/// Words and figures of one line of a report.
///
/// Figures are put in as `"\(figure)"`; a floating-point number cannot be put in without one, so
/// that every number has a rule. A plain integer counts as derived and gets separators.
public struct Phrase: Hashable, Sendable {
  /// Text that is compared as it is, or a figure with its rule.
  public enum Segment: Hashable, Sendable {
    case plain(String)
    case figure(Figure)

    /// As it is printed.
    public var text: String {
      switch self {
      case .plain(let text): text
      case .figure(let figure): figure.text
      }
    }
  }

  /// In the order in which they are read.
  public private(set) var segments: [Segment]

  /// A phrase of these segments.
  public init(_ segments: [Segment] = []) { self.segments = segments }
  /// Words without a figure.
  public init(_ text: String) { segments = [.plain(text)] }
  /// A figure alone.
  public init(_ figure: Figure) { segments = [.figure(figure)] }

  /// The phrase as it is printed.
  public var text: String { segments.map(\.text).joined() }

  /// One phrase after the other.
  public static func + (left: Phrase, right: Phrase) -> Phrase {
    Phrase(left.segments + right.segments)
  }

  /// The phrases with `separator` between.
  public static func joined(_ phrases: [Phrase], separator: String = " ") -> Phrase {
    var result = Phrase()
    for (index, phrase) in phrases.enumerated() {
      if index > 0 { result.segments.append(.plain(separator)) }
      result.segments += phrase.segments
    }
    return result
  }
}

extension Phrase: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { segments = [.plain(value)] }
  public init(stringInterpolation: StringInterpolation) { segments = stringInterpolation.segments }

  /// Collects words and figures, so that a phrase is written as one string.
  public struct StringInterpolation: StringInterpolationProtocol {
    var segments: [Segment] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { segments.append(.plain(literal)) }
    }

    public mutating func appendInterpolation(_ figure: Figure) { segments.append(.figure(figure)) }
    public mutating func appendInterpolation(_ phrase: Phrase) { segments += phrase.segments }
    public mutating func appendInterpolation(_ count: Int) {
      segments.append(.figure(.count(count)))
    }
    public mutating func appendInterpolation(_ text: some StringProtocol) {
      segments.append(.plain(String(text)))
    }
  }
}
