/// How the asked cost comes down along the run:
/// `τ(u) = 1 − (1 − T) · (1 − (1 − v)³)`, `v = clip((u − s₀) / (s₁ − s₀))`,
/// T the share of the dense cost that stays (the cubic of Zhu and Gupta, 2017).
struct TargetSchedule: Sendable, Equatable {
  /// The share of the dense cost that stays at the end.
  var remaining: Double
  /// Where in the run it begins and ends to fall.
  var start: Double
  /// Where in the run it reaches its end; after `start`.
  var end: Double

  /// A schedule; places are shares of the run.
  init(remaining: Double, start: Double = 0, end: Double = 0.5) {
    self.remaining = remaining
    self.start = start
    self.end = end
  }

  /// The cost asked for at `progress` 0…1 of the run, as a share of the dense cost.
  func value(at progress: Double) -> Double {
    let v = min(max((progress - start) / (end - start), 0), 1)
    let left = 1 - v
    return 1 - (1 - remaining) * (1 - left * left * left)
  }
}
