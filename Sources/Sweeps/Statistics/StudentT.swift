import Foundation

/// Student's t distribution.
///
/// The distribution function is the regularised incomplete beta function, by its continued fraction
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 1964: 26.7.1, 26.5.8).
public enum StudentT {
  /// `P(|T| ≤ t)` with `freedom` degrees of freedom.
  ///
  /// - Precondition: `freedom` is at least 1 and `t` is not negative.
  public static func central(_ t: Double, freedom: Int) -> Double {
    precondition(freedom >= 1 && t >= 0)
    let n = Double(freedom)
    return 1 - incompleteBeta(n / (n + t * t), n / 2, 0.5)
  }

  /// The t within which ±t holds a share of all values: 12.706 for 0.95 with one degree of freedom,
  /// 1.96 with many.
  ///
  /// - Precondition: `share` lies between 0 and 1.
  public static func quantile(_ share: Double, freedom: Int) -> Double {
    precondition(share > 0 && share < 1)
    var (low, high) = (0.0, 1.0)
    while central(high, freedom: freedom) < share { high *= 2 }
    // Halving ends where no number lies between.
    while true {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { return high }
      if central(middle, freedom: freedom) < share { low = middle } else { high = middle }
    }
  }

  /// `I_x(a, b)`.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0, x < 1 else { return x <= 0 ? 0 : 1 }
    let logarithm =
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    // The fraction is short below the mean and long above it.
    return x < (a + 1) / (a + b + 2)
      ? exp(logarithm) * fraction(x, a, b) / a
      : 1 - exp(logarithm) * fraction(1 - x, b, a) / b
  }

  /// The continued fraction of 26.5.8, by Lentz's method (Applied Optics, 1976).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var above = 1.0
    var below = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = below
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for term in [even, odd] {
        below = 1 / kept(1 + term * below)
        above = kept(1 + term / above)
        change = below * above
        result *= change
      }
      if abs(change - 1) < 1e-15 { break }
    }
    return result
  }
}
