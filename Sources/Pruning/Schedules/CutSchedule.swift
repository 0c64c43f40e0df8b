import Training

/// When channels leave, and how many by then.
enum CutSchedule: Sendable, Equatable, Codable {
  /// All at once after so many epochs; nil: in the middle of the horizon.
  case once(after: Double?)
  /// Step by step along the cubic of Zhu and Gupta (2017), from `after` epochs (nil: a tenth of the
  /// horizon) to the share `until` of the horizon.
  case cubic(after: Double?, until: Double, every: Double)

  /// A cut that is due.
  struct Cut: Equatable {
    /// The share of the dense cost that stays.
    var remaining: Double
    var isLast: Bool
  }

  /// The batch of the first cut, from the start of the horizon.
  func start(_ horizon: Horizon, _ stepsPerEpoch: Int) -> Int {
    func steps(_ epochs: Double) -> Int { Int((epochs * Double(stepsPerEpoch)).rounded()) }
    return switch self {
    case .once(let after): min(after.map(steps) ?? horizon.steps / 2, horizon.steps)
    case .cubic(let after, let until, _):
      min(after.map(steps) ?? horizon.steps / 10, end(horizon, until))
    }
  }

  private func end(_ horizon: Horizon, _ until: Double) -> Int {
    Int((until * Double(horizon.steps)).rounded())
  }

  /// The share of the dense cost asked for before batch `step`.
  func remaining(
    at step: Int, _ horizon: Horizon, _ stepsPerEpoch: Int, target: Double
  ) -> Double {
    let place = step - horizon.start
    let start = start(horizon, stepsPerEpoch)
    guard place >= start else { return 1 }
    guard case .cubic(_, let until, _) = self else { return 1 - target }
    let end = end(horizon, until)
    guard place < end else { return 1 - target }
    return TargetSchedule(remaining: 1 - target, start: Double(start), end: Double(end))
      .value(at: Double(place))
  }

  /// What is to be cut before batch `step`, if anything.
  func cut(
    at step: Int, _ horizon: Horizon, _ stepsPerEpoch: Int, target: Double
  ) -> Cut? {
    let place = step - horizon.start
    let start = start(horizon, stepsPerEpoch)
    guard place >= start else { return nil }
    guard case .cubic(_, let until, let every) = self, place < end(horizon, until) else {
      return Cut(remaining: 1 - target, isLast: true)
    }
    let stride = max(1, Int((every * Double(stepsPerEpoch)).rounded()))
    guard place > start, (place - start) % stride == 0 else { return nil }
    return Cut(
      remaining: remaining(at: step, horizon, stepsPerEpoch, target: target), isLast: false)
  }
}
