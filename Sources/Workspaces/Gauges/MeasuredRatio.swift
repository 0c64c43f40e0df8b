import Foundation

/// A ratio of two things that were measured in turn, with the range in which other runs of the
/// program find it.
///
/// Whatever else the machine does makes a round longer, never shorter, so the least of several
/// rounds is what the thing itself takes (Chen and Revels, Robust benchmarking in noisy
/// environments, arXiv 1608.04295, 2016). With the rounds in k ≤ 8 blocks, one behind the other:
///
///     dᵢ = ln(least of B in block i / least of A in block i)      B / A = e ^ median(dᵢ)
///     range = √((t · s(dᵢ) / √k)² + 0.1²)
///
/// t is the quantile of Student's distribution that leaves 2.5 % on either side, s the standard
/// deviation. What no number of rounds tells are 0.1: so far ratios lie apart from process to
/// process, by where memory lies and how many processors are free (Docs/Measuring.md).
public struct MeasuredRatio: Hashable, Sendable {
  /// The ratio.
  public let value: Double
  /// What the rounds leave open, as a natural logarithm.
  let openness: Double

  /// From process to process, as a natural logarithm.
  static let scatter = 0.1
  private static let blocks = 8
  /// By degrees of freedom, from 1.
  private static let quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365]

  /// - Parameters:
  ///   - values: one a round, above 0.
  ///   - others: of the same rounds.
  init(_ values: [Double], to others: [Double]) {
    let count = min(values.count, others.count)
    let blocks = min(Self.blocks, count)
    let logarithms = (0..<blocks).map { block -> Double in
      let rounds = block * count / blocks..<(block + 1) * count / blocks
      return log(values[rounds].min()! / others[rounds].min()!)
    }
    guard blocks > 1 else {
      value = exp(logarithms.first ?? 0)
      openness = .infinity
      return
    }
    let sorted = logarithms.sorted()
    value = exp((sorted[(blocks - 1) / 2] + sorted[blocks / 2]) / 2)
    let mean = logarithms.reduce(0, +) / Double(blocks)
    let squares = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    openness =
      Self.quantiles[blocks - 2] * (squares / Double(blocks - 1) / Double(blocks)).squareRoot()
  }

  /// How far the ratio of another process may lie from this one, as a natural logarithm.
  public var range: Double { (openness * openness + Self.scatter * Self.scatter).squareRoot() }

  /// By what share the first is less than the second.
  public var cut: Double { 1 - value }

  /// How far ratio and cut may lie to either side.
  public var uncertainty: Double { value * (exp(range) - 1) }

  /// Whether the two differ by more than that.
  public var isDifference: Bool { abs(cut) > uncertainty }

  /// The same range around a ratio whose parts are worth `factor`.
  func times(_ factor: Double) -> MeasuredRatio {
    MeasuredRatio(value: value * factor, openness: openness)
  }

  private init(value: Double, openness: Double) {
    self.value = value
    self.openness = openness
  }
}
