import Foundation

/// Numbers of an axis on which equal lengths are equal ratios: 1, 2 or 5 times a power of ten, or
/// powers of ten alone.
struct RatioTicks: Hashable, Sendable {
  /// From the last at or below the range to the first at or above it, three at least.
  let values: [Double]
  let labels: [String]

  /// As many as `most` leaves.
  ///
  /// - Parameter range: above zero.
  init(covering range: ClosedRange<Double>, atMost most: Int) {
    let lowest = Int(log10(range.lowerBound).rounded(.down)) * 3
    let low = (lowest - 3...lowest + 3).last { Self.number($0) <= range.lowerBound * (1 + 1e-9) }!
    var step = 1
    while true {
      let first = Int((Double(low) / Double(step)).rounded(.down)) * step
      var last = first + 2 * step
      while Self.number(last) < range.upperBound * (1 - 1e-9) { last += step }
      let places = stride(from: first, through: last, by: step)
      if (last - first) / step < max(3, most) {
        values = places.map(Self.number)
        labels = places.map {
          Ticks.label(Self.number($0), decimals: max(0, -Self.exponent($0)))
        }
        return
      }
      step = step == 1 ? 3 : 2 * step
    }
  }

  /// 1, 2 and 5 at the places 0, 1 and 2, ten times as much three places on.
  private static func number(_ place: Int) -> Double {
    let exponent = exponent(place)
    let digit = [1.0, 2, 5][place - 3 * exponent]
    return exponent < 0 ? digit / pow(10, Double(-exponent)) : digit * pow(10, Double(exponent))
  }

  private static func exponent(_ place: Int) -> Int {
    Int((Double(place) / 3).rounded(.down))
  }
}
