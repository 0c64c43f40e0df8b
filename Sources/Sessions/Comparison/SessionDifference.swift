import Language

/// The first cell where two session files part. Prose, header and volatile lines do not count.
public struct SessionDifference: Hashable, Sendable {
  /// From 1.
  public let cell: Int
  /// The lines of the two files.
  public let lines: [Int?]
  /// What was typed in either file, nil where it has no such cell.
  public let inputs: [String?]
  /// What differs, from either file.
  public let texts: [String?]
  /// How far the numbers are apart, in words; nil where texts differ.
  public let distance: String?

  /// Nil if the two say the same.
  public static func first(_ left: SessionFile, _ right: SessionFile) -> SessionDifference? {
    let (a, b) = (left.cells, right.cells)
    for index in 0..<max(a.count, b.count) {
      let one = index < a.count ? a[index] : nil
      let two = index < b.count ? b[index] : nil
      if let found = compare(one, two, index + 1) { return found }
    }
    return nil
  }

  private static func compare(
    _ one: SessionCell?, _ two: SessionCell?, _ cell: Int
  ) -> SessionDifference? {
    func make(_ left: String?, _ right: String?, _ distance: String?) -> SessionDifference {
      SessionDifference(
        cell: cell, lines: [one?.line, two?.line], inputs: [one?.input, two?.input],
        texts: [left, right], distance: distance)
    }
    guard let one, let two, one.input == two.input else {
      return make(one.map { "> \($0.input)" }, two.map { "> \($0.input)" }, nil)
    }
    let left = compared(one)
    let right = compared(two)
    for index in 0..<max(left.count, right.count) {
      let old = index < left.count ? left[index] : nil
      let new = index < right.count ? right[index] : nil
      if old != new { return make(old, new, LineComparison.firstDistance(old ?? "", new ?? "")) }
    }
    return nil
  }

  private static func compared(_ cell: SessionCell) -> [String] {
    cell.outputs.filter { $0.kind != .volatile }.map { "\($0.kind.rawValue) \($0.text)" }
  }

  /// The lines that `pollard diff` prints.
  public func text(_ names: [String]) -> [String] {
    let input = inputs.compactMap { $0 }.first ?? ""
    var result = ["cell \(cell): > \(input.replacing("\n", with: " "))"]
    for (index, name) in names.enumerated() {
      let line = lines[index].map { ":\($0)" } ?? ""
      result.append("  \(name)\(line)")
      result.append("    \(texts[index] ?? "(nothing)")")
    }
    if let distance { result.append("  distance \(distance)") }
    return result
  }
}
