/// How far a number may lie from the recorded one when a session is checked on a machine of
/// another arithmetic. On the same arithmetic every rule means: the same text.
public enum ComparisonRule: Hashable, Sendable {
  /// Follows from the typed lines and the data alone: exact on every machine.
  case derived
  /// A trained loss: within 10 %.
  case loss
  /// A trained accuracy: within 2 points.
  case accuracy
  /// A trained ratio of signal to noise: within 1 dB.
  case decibels
  /// A trained total, such as the multiply-adds of a gated network: within 4 points of `dense`.
  case total(dense: Double)
  /// A gate's state; its whole line is not compared.
  case gates
  /// Keeps its own limit, whatever was recorded; where what was recorded missed it, misses it by no
  /// more than 4 points more.
  case promise(Promise)

  /// The limit a number must keep on every machine.
  public enum Promise: Hashable, Sendable {
    case within(Double, of: Double)
    case atLeast(Double)
    case atMost(Double)

    /// Whether a number keeps the promise.
    public func holds(_ value: Double) -> Bool { miss(value) == 0 }

    /// How far a number lies beyond the limit; 0 where it keeps the promise.
    func miss(_ value: Double) -> Double {
      let miss =
        switch self {
        case .within(let limit, let centre): abs(value - centre) - limit
        case .atLeast(let limit): limit - value
        case .atMost(let limit): value - limit
        }
      // Limits and numbers are printed as decimals, which binary numbers miss by a rounding.
      return miss <= 1e-12 ? 0 : miss
    }
  }

  /// The rule's name in what `check` prints, for a number that was recorded as `expected`.
  public func name(expected: Double) -> String {
    guard case .promise(let promise) = self, !promise.holds(expected) else { return name }
    return "promise missed when recorded, by no more than 4 points more"
  }

  /// The rule's name in what `check` prints.
  public var name: String {
    switch self {
    case .derived: "derived, exact"
    case .loss: "loss, within 10 %"
    case .accuracy: "accuracy, within 2 points"
    case .decibels: "decibels, within 1 dB"
    case .total: "total, within 4 points of dense"
    case .gates: "gates, not compared"
    case .promise(.within(let limit, let centre)):
      "promise, within \(NumberFormat.short(limit)) of \(NumberFormat.short(centre))"
    case .promise(.atLeast(let limit)): "promise, at least \(NumberFormat.short(limit))"
    case .promise(.atMost(let limit)): "promise, at most \(NumberFormat.short(limit))"
    }
  }

  /// Whether `found` is accepted where `expected` was recorded, on another arithmetic.
  ///
  /// - Parameter grain: the worth of one unit in the last digit printed.
  public func allows(expected: Double, found: Double, grain: Double) -> Bool {
    let distance = abs(expected - found)
    switch self {
    case .derived: return expected == found
    case .loss: return distance <= 0.1 * max(abs(expected), abs(found)) + grain
    case .accuracy: return distance <= 0.02 + grain
    case .decibels: return distance <= 1 + grain
    case .total(let dense): return distance <= 0.04 * abs(dense) + grain
    case .gates: return true
    case .promise(let promise):
      let missed = promise.miss(expected)
      return promise.miss(found) <= (missed > 0 ? missed + 0.04 + grain : 0)
    }
  }
}
