/// What pruning saved where it was measured: networks of a graphics card with channels removed at
/// random, beside their dense forms.
public struct PrunedGPU: Sendable {
  /// Shares of multiply-adds that were removed in the rows that are looked at.
  public let cuts: ClosedRange<Double>
  /// Images at once.
  public let batch: Int
  /// Rows.
  public let count: Int
  /// The median share of joules that they saved.
  public let saved: Double
  /// The smallest and the largest.
  public let range: ClosedRange<Double>
  /// Joules of a multiply-add of the pruned network over those of the dense one, the median.
  public let dearer: Double

  /// Rows whose cut lies within so much of the one asked about.
  private static let width = 0.05

  /// The rows nearest to a cut at a batch; nil where none is near.
  /// - Parameters:
  ///   - cut: 1 − multiply-adds / dense multiply-adds.
  ///   - batch: images at once; the nearest that was measured is taken.
  public init?(near cut: Double, batch: Int) {
    let rows = GPUTable.measurements.cuts
    guard
      let nearest = Set(rows.map(\.after.batch)).sorted().min(by: {
        abs($0 - batch) < abs($1 - batch)
      })
    else { return nil }
    let found: [(cut: Double, saved: Double)] = rows.compactMap { before, after in
      guard after.batch == nearest else { return nil }
      let share = 1 - after.counts.multiplyAdds[.dense]! / before.counts.multiplyAdds[.dense]!
      return abs(share - cut) <= Self.width ? (share, 1 - after.joules / before.joules) : nil
    }
    let cuts = found.map(\.cut).sorted()
    let saved = found.map(\.saved).sorted()
    guard found.count >= 5 else { return nil }
    self.cuts = cuts[0]...cuts[cuts.count - 1]
    self.batch = nearest
    count = found.count
    self.saved = saved[saved.count / 2]
    range = saved[0]...saved[saved.count - 1]
    let prices = found.map { (1 - $0.saved) / (1 - $0.cut) }.sorted()
    dearer = prices[prices.count / 2]
  }

  /// Where the rows were published.
  public static let source = GPUTable.measurements.source
}
