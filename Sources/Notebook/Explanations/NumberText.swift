import Reports

/// Numbers as formulas show them.
public enum NumberText {
  /// `2,200`, or `2,200.4` where it is no whole number.
  public static func count(_ value: Double) -> String {
    value == value.rounded()
      ? NumberFormat.groupedFixed(value, 0) : NumberFormat.groupedFixed(value, 1)
  }

  /// Three significant digits with a prefix that fits: `3.80 µJ`.
  public static func joules(_ value: Double) -> String { NumberFormat.quantity(value, "J") }
  /// Three significant digits with a prefix that fits: `12.5 ms`.
  public static func seconds(_ value: Double) -> String { NumberFormat.quantity(value, "s") }

  /// `3 × 3 × 16`.
  public static func product(_ factors: [Int]) -> String {
    factors.map { NumberFormat.count($0) }.joined(separator: " × ")
  }

  /// `1 − 2.24 µJ / 3.80 µJ = 41.1 %`.
  public static func saved(_ after: String, _ before: String, _ share: Double, _ digits: Int = 1)
    -> String
  {
    "1 − \(after) / \(before) = \(NumberFormat.percent(share, digits))"
  }
}
