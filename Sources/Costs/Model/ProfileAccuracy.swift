/// predicted / measured − 1, of joules and of seconds where they were measured.
struct PredictionError {
  var joules: Double
  var seconds: Double?
}

/// The error of the ratio of two networks, of which each has an error of its own:
/// (1 + error after) / (1 + error before) − 1.
struct PairError {
  var joules: Double
  var seconds: Double?

  init(_ before: PredictionError, _ after: PredictionError) {
    func ratio(_ before: Double, _ after: Double) -> Double { (1 + after) / (1 + before) - 1 }
    joules = ratio(before.joules, after.joules)
    seconds = before.seconds.flatMap { before in after.seconds.map { ratio(before, $0) } }
  }
}

/// How well a profile predicts networks that its constants were not fitted on.
///
///     error = predicted / measured − 1        of a row: a network at a batch
public struct ProfileAccuracy: Hashable, Sendable, Codable {
  /// Rows that constants were fitted to.
  public var fitted: Int
  /// Rows that they were not.
  public var heldOut: Int
  /// Whether those held out are the fitted ones, each left out in turn.
  public var isLeftOut = false
  /// Errors of the joules of rows held out.
  public var joules: ErrorSummary?
  /// The same of seconds.
  public var seconds: ErrorSummary?
  /// The row held out whose joules are furthest off.
  public var worst: String?
  /// By how much it is off.
  public var worstError: Double?
  /// Errors of the ratio of the joules of two networks, (predicted / predicted) / (measured /
  /// measured) − 1, over pairs held out: what a share saved is worth. Networks of one family at
  /// one batch are paired, or a network with what was cut from it. The errors of two networks alike
  /// mostly cancel.
  public var ratio: ErrorSummary?
  /// The same of seconds.
  public var secondsRatio: ErrorSummary?
  /// Whether pairs are of networks, of networks and what was cut from them, or of layers.
  public var pairs: String?
  /// The smallest and the largest batch that was measured.
  public var batches: ClosedRange<Int>
  /// The smallest and the largest joules of an image that were measured.
  public var measuredJoules: ClosedRange<Double>

  /// How far an estimate of joules may be off, a share of it; nil where no row was held out.
  public var uncertainty: Double? { joules?.median }

  /// How far a saved share may be off: that of the ratio, times what is left.
  /// - Parameter saved: 1 − joules / dense joules.
  public func savedUncertainty(_ saved: Double) -> Double? {
    ratio.map { $0.median * abs(1 - saved) }
  }
}
