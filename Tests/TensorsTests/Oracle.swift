import Testing

@testable import Tensors

/// Sums with the magnitudes of their terms, which bound what rounding may do to them.
struct OracleSums {
  var values: [Double]
  var magnitudes: [Double]
  /// At most this many terms went into each.
  var terms: Int
  /// How much larger the rounding may be than that of a plain sum.
  var amplification = 1.0

  init(_ count: Int, terms: Int) {
    values = Array(repeating: 0, count: count)
    magnitudes = values
    self.terms = terms
  }

  mutating func add(_ term: Double, at index: Int) {
    values[index] += term
    magnitudes[index] += abs(term)
  }

  /// The sums with the largest magnitude of their neighbours in place of their own: what bounds the
  /// error of sums that share transformed numbers.
  ///
  /// - Parameters:
  ///   - amplification: what the transforms make of a rounding.
  ///   - height, width: of the maps that lie one after another.
  ///   - reach: how many rows and columns away a neighbour is.
  func sharing(height: Int, width: Int, reach: Int, amplification: Double) -> OracleSums {
    var result = self
    result.amplification = amplification
    for index in magnitudes.indices {
      let (row, column) = (index / width % height, index % width)
      let map = index - row * width - column
      for i in max(0, row - reach)...min(height - 1, row + reach) {
        for j in max(0, column - reach)...min(width - 1, column + reach) {
          result.magnitudes[index] = max(result.magnitudes[index], magnitudes[map + i * width + j])
        }
      }
    }
    return result
  }

  /// The largest error in units of the allowed one, which is 4 √terms · 2⁻²⁴ · Σ|terms|, amplified:
  /// four deviations of a sum whose roundings are independent (Higham and Mary, 2019). Infinite
  /// where a number is missing or is none.
  func error(of actual: [Float]) -> Double {
    guard actual.count == values.count else { return .infinity }
    let unit = 4 * amplification * Double(terms + 1).squareRoot() * 0x1p-24
    var worst = 0.0
    for index in values.indices {
      let difference = abs(Double(actual[index]) - values[index])
      guard difference.isFinite else { return .infinity }
      if difference > 0 {
        worst = max(worst, difference / (unit * magnitudes[index] + 0x1p-140))
      }
    }
    return worst
  }
}

/// The largest difference, relative to the largest expected number.
func relativeError(_ actual: [Float], _ expected: [Double]) -> Double {
  guard actual.count == expected.count else { return .infinity }
  let scale = expected.reduce(0) { max($0, abs($1)) } + 1e-30
  var worst = 0.0
  for (a, e) in zip(actual, expected) {
    guard a.isFinite, e.isFinite else { return .infinity }
    worst = max(worst, abs(Double(a) - e) / scale)
  }
  return worst
}

/// The gradient of `loss` at `point` by central differences.
func finiteDifferences(
  _ point: [Double], step: Double = 1e-5, _ loss: ([Double]) -> Double
) -> [Double] {
  var moved = point
  return point.indices.map { index in
    moved[index] = point[index] + step
    let above = loss(moved)
    moved[index] = point[index] - step
    let below = loss(moved)
    moved[index] = point[index]
    return (above - below) / (2 * step)
  }
}
