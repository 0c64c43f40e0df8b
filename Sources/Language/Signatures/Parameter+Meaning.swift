extension Parameter {
  /// What was probably meant by `text`, which is no value of it, as it can be typed; nil where
  /// nothing is near.
  ///
  /// - Parameter others: what other programs call its words, and what they are called here.
  public func meaning(of text: String, others: [String: String] = [:]) -> String? {
    if let nearest = Suggestions.nearest(to: text, among: literals, others: others) {
      return "‘\(nearest)’"
    }
    if let several = several(text) { return "‘\(several)’" }
    let value = type.meaning(of: text)
    return type == .pattern ? value.map { "‘\($0)’" } : value
  }

  /// `300,100` and `[300,100]`, where values are parted by blanks.
  private func several(_ text: String) -> String? {
    guard case .variadic = arity, text.firstIndex(of: "[") ?? text.startIndex == text.startIndex
    else { return nil }
    let parts = text.split { "[](),;".contains($0) }.map(String.init)
    return !parts.isEmpty && parts.allSatisfy(accepts) ? parts.joined(separator: " ") : nil
  }
}

extension ValueType {
  /// The value that `text` nearly says, as it can be typed.
  func meaning(of text: String) -> String? {
    let near: String? =
      switch self {
      case .integer: ValueReader.nearNumber(text).flatMap { Int(exactly: $0) }.map { "\($0)" }
      case .real: ValueReader.nearNumber(text).map(Value.plain)
      case .percent: Self.percent(text)
      case .shape: Self.shape(text)
      case .duration: ValueReader.nearQuantity(text, ValueReader.durations, bare: "s")
      case .energy: ValueReader.nearQuantity(text, ValueReader.energies, bare: "J")
      case .size: ValueReader.nearQuantity(text, ValueReader.sizes, bare: "MB")
      case .range: Self.range(text)
      case .pattern: text.firstIndex(of: "[").map { String(text[..<$0]) }
      case .channels: ChannelList.reordered(text)?.description
      case .choice(["on", "off"]): Self.toggles[text.lowercased()]
      default: nil
      }
    return near.flatMap { accepts($0) ? $0 : nil }
  }

  private static let toggles = [
    "yes": "on", "true": "on", "1": "on", "y": "on", "no": "off", "false": "off", "0": "off",
    "n": "off", "none": "off",
  ]

  private static func percent(_ text: String) -> String? {
    let isPercent = text.hasSuffix("%")
    guard let number = ValueReader.nearNumber(isPercent ? String(text.dropLast()) : text) else {
      return nil
    }
    let share = number > 1 || isPercent ? number : number * 100
    return (0...100).contains(share) ? Value.fraction(share / 100).description : nil
  }

  /// Channels first, as PyTorch writes them; without a batch.
  private static func shape(_ text: String) -> String? {
    var sizes = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard text.allSatisfy({ $0.isNumber || "xX×*,;()[] ".contains($0) }) else { return nil }
    if sizes.count == 4 { sizes.removeFirst() }
    if sizes.count == 2 { sizes.insert(1, at: 0) }
    guard sizes.count == 3 || sizes.count == 1 else { return nil }
    return channelsFirst(sizes).map { "\($0)" }.joined(separator: "x")
  }

  /// `32x32x3` with its channels in front; other sizes as they are.
  public static func channelsFirst(_ sizes: [Int]) -> [Int] {
    guard sizes.count == 3, sizes[2] <= 4, sizes[0] > 4, sizes[1] > 4 else { return sizes }
    return [sizes[2], sizes[0], sizes[1]]
  }

  private static func range(_ text: String) -> String? {
    let ends = text.split { !$0.isNumber }.map(String.init)
    return ends.count == 2 && text.first?.isNumber == true ? ends.joined(separator: "-") : nil
  }
}

extension ValueReader {
  /// The number that a text begins with, where the rest is a unit: a comma may stand for the point
  /// or part thousands.
  static func nearNumber(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || "+-.,_eE".contains($0)) }
    var written = String(digits).replacing("_", with: "")
    while let last = written.last, "eE,.".contains(last) { written.removeLast() }
    let rest = text.dropFirst(digits.count)
    guard rest.allSatisfy({ $0.isLetter || $0 == "%" || $0 == "µ" }) else { return nil }
    return DecimalComma.readings(written).first
  }

  /// `5m` as `5min`, `2gb` as `2GB`; a number alone gets the unit `bare`.
  static func nearQuantity(
    _ text: String, _ units: [(String, Double)], bare: String
  ) -> String? {
    let letters = String(text.reversed().prefix { $0.isLetter }.reversed())
    guard let number = DecimalComma.readings(String(text.dropLast(letters.count))).first,
      number >= 0
    else {
      return nil
    }
    let shown = Value.plain(number)
    if letters.isEmpty { return shown + bare }
    let typed = letters.lowercased()
    let names = units.map(\.0)
    let unit =
      names.first { $0.lowercased() == typed } ?? names.first { $0.lowercased().hasPrefix(typed) }
      ?? names.first { $0.first?.lowercased() == typed.first?.lowercased() }
    return unit.map { shown + $0 }
  }
}
