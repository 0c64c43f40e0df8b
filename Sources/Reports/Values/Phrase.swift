/// Words and figures of one line of a report.
///
/// Figures are put in as `"\(figure)"`; a floating-point number cannot be put in without one, so
/// that every number has a rule. A plain integer counts as derived and gets separators.
public struct Phrase: Hashable, Sendable {
  public enum Segment: Hashable, Sendable {
    case plain(String)
    case figure(Figure)

    public var text: String {
      switch self {
      case .plain(let text): text
      case .figure(let figure): figure.text
      }
    }
  }

  public private(set) var segments: [Segment]

  public init(_ segments: [Segment] = []) { self.segments = segments }
  public init(_ text: String) { segments = [.plain(text)] }
  public init(_ figure: Figure) { segments = [.figure(figure)] }

  public var text: String { segments.map(\.text).joined() }

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
