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
    let prefixes = [
      (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"),
      (1e-9, "n"), (1e-12, "p"),
    ]
    let limit = 1 - 0.5 * power(-significant)
    let (factor, prefix) = prefixes.first { abs(value) >= $0.0 * limit } ?? (1e-12, "p")
    let scaled = value / factor
    let whole = abs(scaled) >= 99.95 ? 3 : abs(scaled) >= 9.995 ? 2 : 1
    return "\(fixed(scaled, max(0, significant - whole))) \(prefix)\(unit)"
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
