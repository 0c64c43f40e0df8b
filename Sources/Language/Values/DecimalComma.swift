/// Numbers as people write them: `51.2` or `51,2`, `1,234` or `1.234`.
public enum DecimalComma {
  /// What a text may say, the reading with a decimal point first; empty where it is no number.
  public static func readings(_ text: String) -> [Double] {
    let first = number(text, thousands: ",", decimal: ".")
    let second = number(text, thousands: ".", decimal: ",")
    return [first, second == first ? nil : second].compactMap { $0 }
  }

  private static func number(
    _ text: String, thousands: Character, decimal: Character
  ) -> Double? {
    let parts = text.split(separator: decimal, omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2 else { return nil }
    let digits = whole.first == "-" || whole.first == "+" ? whole.dropFirst() : whole
    let groups = digits.split(separator: thousands, omittingEmptySubsequences: false)
    // No number with thousands begins with 0.
    guard groups.count == 1 || (1...3).contains(groups[0].count) && groups[0].first != "0",
      groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isNumber) })
    else { return nil }
    let plain = [whole.filter { $0 != thousands }] + parts.dropFirst().map(String.init)
    return ValueReader.number(plain.joined(separator: "."))
  }
}
