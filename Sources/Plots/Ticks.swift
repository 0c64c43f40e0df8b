import Foundation

/// Round numbers that cover a range: multiples of 1, 2 or 5 times a power of ten.
public struct Ticks: Hashable, Sendable {
  /// From the first at or below the range to the last at or above it.
  public let values: [Double]
  /// Digits after the point that tell them apart.
  public let decimals: Int

  /// The finest such numbers of which `most` are enough.
  ///
  /// - Parameters:
  ///   - range: finite; one that is a single number is widened around it.
  ///   - most: at least 3 and, so that there are never fewer than 3, best 5 or more.
  ///   - whole: whole numbers only.
  public init(covering range: ClosedRange<Double>, atMost most: Int = 8, whole: Bool = false) {
    let range = Self.widened(range, whole: whole)
    let span = range.upperBound - range.lowerBound
    let least = Int(log10(span / Double(max(3, most))).rounded(.down)) - 1
    var exponent = whole ? max(0, least) : least
    while true {
      for mantissa in [1, 2, 5] {
        let step = Double(mantissa) * pow(10, Double(exponent))
        // A bound that lies on a tick but for rounding is on it.
        let first = (range.lowerBound / step + 1e-6).rounded(.down)
        let last = (range.upperBound / step - 1e-6).rounded(.up)
        guard last - first < Double(max(3, most)) else { continue }
        let indices = Int(first)...max(Int(last), Int(first) + 2)
        values = indices.map { Self.multiple($0 * mantissa, exponent) }
        decimals = max(0, -exponent)
        return
      }
      exponent += 1
    }
  }

  /// The labels, all with the same digits after the point: `0.25`, `20,000`.
  public var labels: [String] { values.map { Self.label($0, decimals: decimals) } }

  static func label(_ value: Double, decimals: Int) -> String {
    let digits = String(format: "%.\(decimals)f", abs(value))
    let whole = digits.prefix { $0 != "." }
    var text = value < 0 ? "-" : ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text + digits.dropFirst(whole.count)
  }

  /// `count · 10^exponent`, rounded once.
  private static func multiple(_ count: Int, _ exponent: Int) -> Double {
    exponent < 0
      ? Double(count) / pow(10, Double(-exponent)) : Double(count) * pow(10, Double(exponent))
  }

  /// A range that has an extent even where the data are constant.
  private static func widened(_ range: ClosedRange<Double>, whole: Bool) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    let size = max(abs(low), abs(high))
    guard high - low <= size * 1e-9 || size < 1e-290 else { return range }
    if whole {
      // One beside a large number would be lost in rounding.
      let room = max(1, size * 1e-6)
      return low.rounded() - room...high.rounded() + room
    }
    return size < 1e-290 ? 0...1 : low - size * 0.1...high + size * 0.1
  }
}
