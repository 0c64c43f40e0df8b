/// Elementary functions in double precision from additions and multiplications alone.
///
/// A C library may round them differently from one version to the next; whatever reaches a weight
/// comes from here or from the kernels, never from there.
public enum Elementary {
  private static let ln2High = 0.6931471803691238
  private static let ln2Low = 1.9082149292705877e-10

  /// eˣ, to about 1 unit in the last place; 0 below -745, infinity above 709.78.
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782712893384 { return .infinity }
    if x < -745.1332191019412 { return 0 }
    let k = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 1.0
    for n in stride(from: 14, through: 1, by: -1) {
      sum = 1 + sum * r / Double(n)
    }
    let half = Int(k) / 2
    return sum * power(of: half) * power(of: Int(k) - half)
  }

  /// The natural logarithm; -infinity at 0, not a number below.
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x.isInfinite { return x }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m = m * 0.5
      exponent = exponent + 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var series = 0.0
    for n in stride(from: 23, through: 3, by: -2) {
      series = (series + 1 / Double(n)) * square
    }
    return exponent * ln2High + (2 * s + (2 * s * series + exponent * ln2Low))
  }

  /// cos(2π · turn), to about 1 unit in the last place; exact at quarter turns.
  public static func cosTurn(_ turn: Double) -> Double {
    var t = abs(turn - turn.rounded())
    let sign = t > 0.25 ? -1.0 : 1.0
    if t > 0.25 { t = 0.5 - t }
    // Past an eighth the sine of what is left keeps the digits that 1 + sum would cancel.
    let isSine = t > 0.125
    let angle = (isSine ? 0.25 - t : t) * 6.283185307179586
    let square = angle * angle
    let last = isSine ? 3 : 2
    var sum = 0.0
    for n in stride(from: last + 18, through: last, by: -2) {
      sum = (1 + sum) * (-square / Double(n * (n - 1)))
    }
    return sign * (isSine ? angle * (1 + sum) : 1 + sum)
  }

  /// cos(π · x), for schedules.
  public static func cosPi(_ x: Double) -> Double { cosTurn(x / 2) }

  private static func power(of exponent: Int) -> Double {
    if exponent < -1022 {
      return Double(sign: .plus, exponent: -1022, significand: 1)
        * Double(sign: .plus, exponent: exponent + 1022, significand: 1)
    }
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
