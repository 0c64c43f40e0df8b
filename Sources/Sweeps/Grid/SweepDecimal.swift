/// A number as it is typed, counted in units of its last place, so that steps of a range are exact:
/// `0.1..0.3:0.1` ends with 0.3.
struct SweepDecimal: Hashable, Sendable {
  /// In units of 10^−`places`.
  let units: Int
  /// Digits behind the point.
  let places: Int
  /// `%` or nothing.
  let suffix: String

  /// Digits that fit with room for sums.
  private static let mostDigits = 15

  /// Nil where `text` is no plain number, with or without a percent sign.
  init?(_ text: some StringProtocol) {
    var body = Substring(text)
    suffix = body.hasSuffix("%") ? "%" : ""
    if !suffix.isEmpty { body.removeLast() }
    let isNegative = body.hasPrefix("-")
    if isNegative { body.removeFirst() }
    let parts = body.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.joined()
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), digits.count <= Self.mostDigits,
      digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits)
    else { return nil }
    units = isNegative ? -number : number
    places = parts.count == 2 ? parts[1].count : 0
  }

  /// In units of 10^−`places`; nil where there are more digits than fit.
  func units(places: Int) -> Int? {
    var result = units
    for _ in self.places..<max(self.places, places) {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      result = product
    }
    return result
  }

  /// So many units as they would be typed.
  static func text(_ units: Int, places: Int, suffix: String) -> String {
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = padded.dropLast(places)
    let sign = units < 0 ? "-" : ""
    return sign + whole + (places == 0 ? "" : "." + padded.suffix(places)) + suffix
  }
}
