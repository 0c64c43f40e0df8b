/// Repeated measurements of one thing.
struct TimeSample {
  /// Seconds.
  var median: Double
  /// Half the distance between the quartiles, seconds.
  var spread: Double

  /// - Precondition: one time at least.
  init(_ times: [Double]) {
    let sorted = times.sorted()
    median = sorted[sorted.count / 2]
    spread = (sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]) / 2
  }
}
