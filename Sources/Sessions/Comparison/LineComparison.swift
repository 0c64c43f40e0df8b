import Language
import Reports

/// How recorded lines and fresh ones lie apart.
public struct LineComparison {
  /// The first place where they part.
  public struct Difference {
    /// The line that was recorded; nil where there was none.
    public let expected: String?
    /// The line that came out; nil where there is none.
    public let found: String?
    /// `0.02 (4.9 %)`; nil where words differ.
    public let distance: String?
    /// The rule that was broken, in words.
    public let rule: String
  }

  /// How many numbers held under each rule.
  public private(set) var held: [String: Int] = [:]
  /// In the order of the lines.
  public private(set) var differences: [Difference] = []

  /// - Parameter exactly: true on a machine of the same arithmetic: every line must be the same.
  public init(expected: [String], found: [LaidLine], exactly: Bool) {
    if exactly {
      compareExactly(expected, found)
    } else {
      compareWithRules(expected, found)
    }
  }

  private mutating func compareExactly(_ expected: [String], _ found: [LaidLine]) {
    for index in 0..<max(expected.count, found.count) {
      let old = index < expected.count ? Self.trimmed(expected[index]) : nil
      let new = index < found.count ? found[index] : nil
      if old == new?.text {
        let count = NumberToken.tokens(new?.text ?? "").count { $0.value != nil }
        held["identical", default: 0] += count
      } else {
        let distance = Self.firstDistance(old ?? "", new?.text ?? "")
        differences.append(
          Difference(
            expected: old, found: new?.text, distance: distance,
            rule: "identical, on the same arithmetic or with --exact"))
      }
    }
  }

  /// Lines pair up; where their counts differ, those that show gates are left out first.
  private mutating func compareWithRules(_ expected: [String], _ found: [LaidLine]) {
    if expected.count == found.count {
      for (old, new) in zip(expected, found) { compare(old, new) }
      return
    }
    guard let first = found.firstIndex(where: \.showsGates),
      let last = found.lastIndex(where: \.showsGates),
      expected.count >= first + found.count - 1 - last
    else {
      differences.append(
        Difference(
          expected: "\(expected.count) lines", found: "\(found.count) lines", distance: nil,
          rule: "as many lines as were recorded"))
      return
    }
    for index in 0..<first { compare(expected[index], found[index]) }
    let behind = found.count - 1 - last
    for (old, new) in zip(expected.suffix(behind), found.suffix(behind)) { compare(old, new) }
  }

  private mutating func compare(_ old: String, _ new: LaidLine) {
    if new.showsGates {
      held[ComparisonRule.gates.name, default: 0] += 1
      return
    }
    if new.text.allSatisfy({ $0 == "─" }), old.allSatisfy({ $0 == "─" }) { return }
    let before = NumberToken.tokens(old)
    let after = NumberToken.tokens(new.text)
    let sameWords =
      before.count == after.count
      && zip(before, after).allSatisfy { left, right in
        left.kind == .word && right.kind == .word
          ? left.text == right.text : left.value != nil && right.value != nil
      }
    guard sameWords else {
      differences.append(
        Difference(expected: old, found: new.text, distance: nil, rule: "the same words"))
      return
    }
    let figures = new.figures
    for (left, right) in zip(before, after) {
      guard case .number(let was, let grain) = left.kind,
        case .number(let value, let newGrain) = right.kind
      else { continue }
      let rule = figures.first { Self.covers($0.span, right.span) }?.rule ?? .derived
      if rule.allows(expected: was, found: value, grain: max(grain, newGrain)) {
        held[rule.name(expected: was), default: 0] += 1
      } else {
        differences.append(
          Difference(
            expected: old, found: new.text, distance: Self.distance(left, right),
            rule: rule.name(expected: was)))
        return
      }
    }
  }

  private static func covers(_ figure: Span, _ token: Span) -> Bool {
    figure.start < token.end && token.start < figure.end
  }

  /// The distance of the first numbers that differ, if the words are the same up to there.
  static func firstDistance(_ old: String, _ new: String) -> String? {
    let pairs = zip(NumberToken.tokens(old), NumberToken.tokens(new))
    return pairs.first { $0.text != $1.text }.flatMap { distance($0, $1) }
  }

  /// `0.02 (4.9 %)`.
  private static func distance(_ left: NumberToken, _ right: NumberToken) -> String? {
    guard let was = left.value, let value = right.value else { return nil }
    let distance = abs(value - was)
    if left.text.hasSuffix("%") || left.text.hasSuffix("points") {
      return NumberFormat.points(distance)
    }
    let text =
      distance == distance.rounded() && distance < 1e15
      ? NumberFormat.count(Int(distance)) : "\(Float(distance))"
    guard was != 0 else { return text }
    return "\(text) (\(NumberFormat.percent(distance / abs(was), 2)))"
  }

  private static func trimmed(_ text: String) -> String {
    var result = text
    while result.last == " " { result.removeLast() }
    return result
  }
}
