/// The energy of a power that is looked at now and then: the trapezoids between two samples.
///
///     joules = Σ (P_i + P_i+1) / 2 · (t_i+1 − t_i)
struct PowerIntegral: Hashable, Sendable {
  private(set) var joules = Joules.zero
  /// The longest time between two samples: what happened in between was not seen.
  private(set) var gap = Seconds.zero
  /// The largest step of the samples.
  private(set) var step: Watts
  /// The last sample and when it was taken.
  private(set) var last: PowerSample
  private(set) var time: Seconds

  /// Nothing yet, from a first sample on.
  init(_ sample: PowerSample, at time: Seconds = .zero) {
    last = sample
    step = sample.step
    self.time = time
  }

  /// Takes a sample; one that is no later than the last says nothing new.
  mutating func add(_ sample: PowerSample, at time: Seconds) {
    let passed = time - self.time
    guard passed > .zero else { return }
    joules = joules + (last.power + sample.power) / 2 * passed
    gap = max(gap, passed)
    step = max(step, sample.step)
    last = sample
    self.time = time
  }

  /// The joules until `time`, if the power stayed what it was.
  func joules(at time: Seconds) -> Joules {
    joules + last.power * max(.zero, time - self.time)
  }
}
