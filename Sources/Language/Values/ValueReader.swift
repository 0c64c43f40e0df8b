/// Reads text as a value of a type.
enum ValueReader {
  /// Nil if `text` is no value of `type`.
  static func read(_ text: String, as type: ValueType) -> Value? {
    switch type {
    case .integer(let range): integer(text).flatMap { range.contains($0) ? .integer($0) : nil }
    case .real(let range): number(text).flatMap { range.contains($0) ? .real($0) : nil }
    case .percent: percent(text).map(Value.fraction)
    case .shape: shape(text).map(Value.shape)
    case .duration: quantity(text, durations).map(Value.duration)
    case .energy: quantity(text, energies).map(Value.energy)
    case .size: quantity(text, sizes).map(Value.size)
    case .name: isGivenName(text) ? .text(text) : nil
    case .text: .text(text)
    case .path: text.isEmpty || text.utf8.contains(0) ? nil : .text(text)
    case .pattern:
      !text.isEmpty && isName(text.filter { $0 != "*" } + "x") ? .pattern(Pattern(text)) : nil
    case .channels: ChannelList(text).map(Value.channels)
    case .range: IndexRange.read(text).map(Value.range)
    case .choice(let words):
      words.contains { $0 == text || isForm($0, of: text) } ? .word(text) : nil
    case .condition: Condition(text).map(Value.condition)
    case .list(let type): list(text, type)
    }
  }

  /// Whether a word such as `wrn-D-K`, with capital letters where numbers stand, is the form of
  /// `wrn-28-10`.
  private static func isForm(_ word: String, of text: String) -> Bool {
    let (parts, found) = (word.split(separator: "-"), text.split(separator: "-"))
    guard parts.count == found.count, word.contains(where: \.isUppercase) else { return false }
    return zip(parts, found).allSatisfy { part, found in
      part == found || part.count == 1 && part.first!.isUppercase && integer(String(found)) != nil
    }
  }

  /// Digits and a sign; nothing else, so that `1_000` and `١` are refused.
  static func integer(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || $0 == 43 || $0 == 45 }) else {
      return nil
    }
    return Int(text)
  }

  /// A finite decimal number; no hexadecimal forms, no names.
  static func number(_ text: String) -> Double? {
    let allowed = text.utf8.allSatisfy {
      ($0 >= 48 && $0 <= 57) || "+-.eE".utf8.contains($0)
    }
    guard allowed, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static func percent(_ text: String) -> Double? {
    guard text.hasSuffix("%"), let value = number(String(text.dropLast())), value >= 0,
      value <= 100
    else { return nil }
    return value / 100
  }

  private static func shape(_ text: String) -> [Int]? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let sizes = parts.compactMap { integer(String($0)) }
    guard sizes.count == 1 || sizes.count == 3, sizes.count == parts.count,
      sizes.allSatisfy({ $0 > 0 && $0 <= 1 << 20 })
    else { return nil }
    return sizes
  }

  static let durations: [(String, Double)] = [
    ("min", 60), ("ms", 1e-3), ("h", 3600), ("s", 1),
  ]
  static let energies: [(String, Double)] = [
    ("kWh", 3.6e6), ("Wh", 3600), ("nJ", 1e-9), ("µJ", 1e-6), ("uJ", 1e-6), ("mJ", 1e-3),
    ("kJ", 1e3), ("MJ", 1e6), ("J", 1),
  ]
  static let sizes: [(String, Double)] = [
    ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
  ]

  private static func quantity(_ text: String, _ units: [(String, Double)]) -> Double? {
    for (unit, factor) in units where text.hasSuffix(unit) {
      guard let value = number(String(text.dropLast(unit.count))), value >= 0 else { return nil }
      let product = value * factor
      return product.isFinite ? product : nil
    }
    return nil
  }

  /// Letters, digits and `_ - . / + :`, one at least.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || "_-./+:".unicodeScalars.contains($0)
      }
  }

  /// A name that somebody gives: it is taken for no option, no path and no column of dashes.
  private static func isGivenName(_ text: String) -> Bool {
    guard isName(text), text.unicodeScalars.count <= ValueType.longestName,
      let first = text.unicodeScalars.first, !"-./+:".unicodeScalars.contains(first)
    else { return false }
    return !text.split(separator: "/").contains("..")
  }

  private static func list(_ text: String, _ type: ValueType) -> Value? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { read(String($0), as: type) }
    return values.count == parts.count && parts.count <= 100_000 ? .list(values) : nil
  }
}
