import Language

#if canImport(Glibc)
  import Glibc
#endif

/// Numbers as people read them. Nothing here depends on the locale.
public enum NumberFormat {
  /// `40,551,040`.
  public static func count(_ value: Int) -> String {
    grouped(String(value.magnitude), negative: value < 0)
  }

  /// `0.6931`; `1.9633e+23` where the digits would fill the line; `nan`, `inf`, `-inf`.
  public static func fixed(_ value: Double, _ digits: Int) -> String {
    guard !value.isNaN else { return "nan" }
    guard value.isFinite else { return value < 0 ? "-inf" : "inf" }
    let text = printed(abs(value) < 1e15 ? "%.*f" : "%.*e", value, digits)
    let isZero = !text.utf8.contains { $0 >= UInt8(ascii: "1") && $0 <= UInt8(ascii: "9") }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// At most three significant digits: `0.02`, `0.000374`, `1`.
  public static func short(_ value: Double) -> String { significant(value, 3) }

  /// At most so many significant digits, with an exponent where that is shorter.
  public static func significant(_ value: Double, _ digits: Int) -> String {
    printed("%.*g", value, digits)
  }

  private static func printed(_ format: String, _ value: Double, _ digits: Int) -> String {
    withVaList([Int32(clamping: max(0, min(17, digits))), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 64)
      let length = Int(vsnprintf(&buffer, buffer.count, format, arguments))
      let bytes = buffer.prefix(min(length, buffer.count - 1)).map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// `12,345.7`.
  public static func groupedFixed(_ value: Double, _ digits: Int) -> String {
    let text = fixed(value, digits)
    let parts = text.split(separator: ".", maxSplits: 1)
    guard let whole = parts.first, whole.allSatisfy({ $0.isNumber || $0 == "-" }) else {
      return text
    }
    let negative = whole.hasPrefix("-")
    let front = grouped(String(whole.drop { $0 == "-" }), negative: negative)
    return parts.count == 2 ? "\(front).\(parts[1])" : front
  }

  /// `52.0 %` for 0.52.
  public static func percent(_ share: Double, _ digits: Int = 1) -> String {
    fixed(share * 100, digits) + " %"
  }

  /// `1.25 points` for 0.0125, the difference of two shares.
  public static func points(_ difference: Double) -> String {
    fixed(difference * 100, 2) + " points"
  }

  /// Three significant digits with a prefix that fits: `3.10 mJ`, `12.3 kJ`, `851 ns`.
  public static func quantity(_ value: Double, _ unit: String, significant: Int = 3) -> String {
    guard value.isFinite else { return "\(fixed(value, 0)) \(unit)" }
    guard value != 0 else { return "0 \(unit)" }
    let (factor, prefix) = prefix(of: value, significant: significant)
    let scaled = value / factor
    return "\(fixed(scaled, decimals(of: scaled, significant: significant))) \(prefix)\(unit)"
  }

  private static func prefix(of value: Double, significant: Int) -> (factor: Double, String) {
    let prefixes = [
      (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"),
      (1e-9, "n"), (1e-12, "p"),
    ]
    let limit = 1 - 0.5 * power(-significant)
    return prefixes.first { abs(value) >= $0.0 * limit } ?? (1e-12, "p")
  }

  /// Digits after the point of a number below a thousand.
  private static func decimals(of scaled: Double, significant: Int) -> Int {
    let whole = abs(scaled) >= 99.95 ? 3 : abs(scaled) >= 9.995 ? 2 : 1
    return max(0, significant - whole)
  }

  /// Digits after the point that a number tells which may lie `uncertainty` to either side: up to
  /// the first digit of that, or the second behind a 1.
  private static func decimals(_ uncertainty: Double) -> Int {
    guard uncertainty > 0, uncertainty.isFinite else { return uncertainty == 0 ? 6 : 0 }
    var (unit, digits) = (1.0, 0)
    while uncertainty < unit * 1.95, digits < 6 { (unit, digits) = (unit / 10, digits + 1) }
    return digits
  }

  /// A share and how far it may lie to either side, without digits that the latter leaves open:
  /// `46 %` and `3 %`, `46.2 %` and `1.4 %`.
  public static func measuredPercent(
    _ share: Double, _ uncertainty: Double
  ) -> (value: String, range: String) {
    let digits = min(2, decimals(100 * uncertainty))
    return (percent(share, digits), percent(uncertainty, digits))
  }

  /// The difference of shares in the same way: `46 points`, `1 point`.
  public static func measuredPoints(_ difference: Double, _ uncertainty: Double) -> String {
    let text = fixed(100 * difference, min(2, decimals(100 * uncertainty)))
    return "\(text) \(["1", "-1"].contains(text) ? "point" : "points")"
  }

  /// A ratio in the same way: `1.92 ± 0.12`.
  public static func measured(_ ratio: Double, _ uncertainty: Double) -> String {
    let digits = min(3, decimals(uncertainty))
    return "\(fixed(ratio, digits)) ± \(fixed(uncertainty, digits))"
  }

  /// A quantity in the same way, both with the prefix of the first, which has three significant
  /// digits at most: `37.1 µs` and `0.2 µs`.
  public static func measured(
    _ value: Double, _ uncertainty: Double, _ unit: String
  ) -> (value: String, range: String) {
    guard value.isFinite, value != 0, uncertainty.isFinite else {
      return (quantity(value, unit), quantity(uncertainty, unit))
    }
    let (factor, prefix) = prefix(of: value, significant: 3)
    let shown = decimals(of: value / factor, significant: 3)
    let digits = min(shown, decimals(uncertainty / factor))
    return (
      "\(fixed(value / factor, digits)) \(prefix)\(unit)",
      "\(fixed(uncertainty / factor, digits)) \(prefix)\(unit)"
    )
  }

  /// `41 s`, `3 min 20 s`, `2 h 05 min`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    if seconds > 0, seconds < 0.0995 { return quantity(seconds, "s", significant: 2) }
    if seconds < 9.995 { return fixed(seconds, 2) + " s" }
    if seconds < 59.95 { return fixed(seconds, 1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    let minutes = whole / 60 % 60
    return "\(whole / 3600) h \(minutes < 10 ? "0" : "")\(minutes) min"
  }

  /// The noun after a count: `batch` for 1, else `batches`.
  public static func noun(_ noun: String, _ count: Int) -> String {
    count == 1 ? noun : Suggestions.plural(noun)
  }

  /// `1 cell`, `12 cells`.
  public static func counted(_ noun: String, _ count: Int) -> String {
    "\(self.count(count)) \(self.noun(noun, count))"
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1.0) { product, _ in product * 0.1 }
  }

  private static func grouped(_ digits: String, negative: Bool) -> String {
    var result = negative ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}

extension NumberFormat {
  /// The shortest text that reads back as the number: `0.05`, `30`.
  public static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
