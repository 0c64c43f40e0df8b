/// Repeated measurements of one thing.
public struct TimeSample {
  /// Seconds.
  public var median: Double
  /// Half the distance between the quartiles, seconds.
  public var spread: Double

  /// - Precondition: one time at least.
  public init(_ times: [Double]) {
    let sorted = times.sorted()
    median = sorted[sorted.count / 2]
    spread = (sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]) / 2
  }
}
