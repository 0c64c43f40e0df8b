/// The median and the 90th percentile of errors, either side counted alike.
public struct ErrorSummary: Hashable, Sendable, Codable {
  /// |error| that half of the rows stay below.
  public var median: Double
  /// |error| that nine of ten rows stay below.
  public var p90: Double

  /// nil where there is no row.
  public init?(_ errors: [Double]) {
    guard !errors.isEmpty else { return nil }
    let sorted = errors.map { abs($0) }.sorted()
    let middle = sorted.count / 2
    median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    p90 = sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
  }
}
