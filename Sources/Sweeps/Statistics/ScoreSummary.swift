import Foundation

/// Mean, spread and interval of a score over several runs.
///
///     sd = √(Σ (x − mean)² / (n − 1))        ci95 = t(0.95, n − 1) · sd / √n
public struct ScoreSummary: Hashable, Sendable {
  /// Runs.
  public let count: Int
  /// Of all runs.
  public let mean: Double
  /// The standard deviation of one run; nil with a single one.
  public let deviation: Double?
  /// Half of the interval that holds the mean of all runs in 95 of 100 cases, if runs are normal
  /// (Student, 1908); nil with a single run.
  public let halfInterval: Double?

  /// Nil where there are no runs, or a score is no number.
  public init?(_ values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    count = values.count
    // Runs that all say the same have no spread, not that of a rounded mean.
    let isOne = values.allSatisfy { $0 == values[0] }
    let mean = isOne ? values[0] : values.reduce(0, +) / Double(count)
    self.mean = mean
    guard count > 1 else {
      (deviation, halfInterval) = (nil, nil)
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(count - 1)).squareRoot()
    self.deviation = deviation
    halfInterval =
      StudentT.quantile(0.95, freedom: count - 1) * deviation / Double(count).squareRoot()
  }

  /// Lowest and highest of the interval; nil with a single run.
  public var interval: ClosedRange<Double>? {
    halfInterval.map { mean - $0...mean + $0 }
  }

  /// Whether the interval lies on one side of zero, so that the mean is more than noise.
  public var excludesZero: Bool { interval.map { !$0.contains(0) } ?? false }
}
