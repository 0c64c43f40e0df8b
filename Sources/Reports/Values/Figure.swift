/// A number as it is printed, with the rule under which a later run is compared with it.
public struct Figure: Hashable, Sendable {
  /// As printed, with its unit.
  public let text: String
  /// How near a replay has to come.
  public let rule: ComparisonRule

  /// A figure that reads `text`.
  public init(_ text: String, _ rule: ComparisonRule) {
    self.text = text
    self.rule = rule
  }

  /// `40,551,040`.
  public static func count(_ value: Int, _ rule: ComparisonRule = .derived) -> Figure {
    Figure(NumberFormat.count(value), rule)
  }

  /// `52.0 %` for the share 0.52.
  public static func percent(
    _ share: Double, digits: Int = 1, _ rule: ComparisonRule = .derived
  ) -> Figure {
    Figure(NumberFormat.percent(share, digits), rule)
  }

  /// The accuracy `52.0 %` for the share 0.52.
  public static func accuracy(_ share: Double, digits: Int = 1) -> Figure {
    percent(share, digits: digits, .accuracy)
  }

  /// `-8.50 points` for the difference -0.085 of two accuracies.
  public static func points(_ difference: Double) -> Figure {
    Figure(NumberFormat.points(difference), .accuracy)
  }

  /// `0.6931`.
  public static func loss(_ value: Double, digits: Int = 4) -> Figure {
    Figure(NumberFormat.fixed(value, digits), .loss)
  }

  /// `12,345.7`.
  public static func real(
    _ value: Double, digits: Int = 3, _ rule: ComparisonRule = .derived
  ) -> Figure {
    Figure(NumberFormat.groupedFixed(value, digits), rule)
  }

  /// `3.10 mJ`: three significant digits, a prefix and a unit.
  public static func quantity(
    _ value: Double, _ unit: String, _ rule: ComparisonRule = .derived
  ) -> Figure {
    Figure(NumberFormat.quantity(value, unit), rule)
  }

  /// Anything that shows the state of gates, a small histogram included.
  public static func gates(_ text: String) -> Figure { Figure(text, .gates) }
}
