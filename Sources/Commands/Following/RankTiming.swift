import Datasets
import Networks
import Tensors
import Training
import Workspaces

/// Measured time of a training step that several ranks share out: of the whole step on one process,
/// of what one of several ranks computes in it, and, where `mpiexec` started several, of theirs.
///
/// Of several processes each measures the first two for itself, as often as its own clock says, and
/// all take the same steps together, or none.
struct RankTiming {
  /// What one of several ranks computes, with nobody else there.
  struct Rehearsed {
    /// How many ranks there would be.
    let ranks: Int
    /// Images of the rank that has the most.
    let images: Int
    /// A trace of each round.
    let traces: [ExchangeTrace]

    /// Seconds of a step in which the rank computes, the median.
    var computing: Double { Sample(traces.map(\.computing)).median }

    /// Seconds of a step over `link`, the median.
    func seconds(over link: RankLink) -> Double {
      Sample(traces.map { $0.seconds(over: link) }).median
    }
  }

  /// What the ranks took that run this.
  struct Together {
    let ranks: Int
    /// Seconds of a step.
    let step: Sample
    /// Seconds of a step in which this rank started exchanges or waited for them.
    let exchanging: Sample
    /// Seconds of an exchange of nothing among all of them.
    let latency: Double
  }

  /// How the part ended that a rank measures by itself.
  private enum Ending: UInt64 { case whole, interrupted, notFinite, failed }

  /// Seconds of a step of one process.
  let alone: Sample
  let rehearsed: [Rehearsed]
  let together: Together?

  /// - Parameters:
  ///   - counts: how many ranks to tell of; each has a block of 16 images at least.
  ///   - rounds: nil: as many as it takes.
  init(_ steps: RankSteps, counts: [Int], rounds: Int?, stop: StopFlag) throws {
    do {
      (alone, rehearsed) = try Self.rehearse(steps, counts, rounds, stop)
    } catch {
      try Self.agreed(error)
      throw error
    }
    try Self.agreed(nil)
    together = try RankGroup.current.map {
      try Self.measure(steps, among: $0, rounds: rounds, stop: stop)
    }
  }

  /// Throws on all ranks what one of them met.
  private static func agreed(_ error: (any Error)?) throws {
    guard let group = RankGroup.current else { return }
    let ending: Ending =
      switch error {
      case nil: .whole
      case is Interruption: .interrupted
      case is TrainingTiming.NotFinite: .notFinite
      default: .failed
      }
    let endings = group.agree(ending.rawValue, at: .benchmark)
    if endings.contains(Ending.interrupted.rawValue) { throw Interruption() }
    if endings.contains(Ending.notFinite.rawValue) { throw TrainingTiming.NotFinite() }
  }

  private static func rehearse(
    _ steps: RankSteps, _ counts: [Int], _ rounds: Int?, _ stop: StopFlag
  ) throws -> (alone: Sample, [Rehearsed]) {
    var traces = counts.map { _ in [ExchangeTrace]() }
    let whole = steps.step(nil)
    let things = counts.indices.map { index in
      let rehearsal = RankRehearsal(count: counts[index])
      let step = steps.step(rehearsal)
      return { traces[index].append(try rehearsal.trace(of: step)) }
    }
    let samples = try Turns.measure(
      rounds: rounds,
      ([whole] + things).map { thing in
        {
          if stop.isRaised { throw Interruption() }
          try thing()
        }
      })
    let rehearsed = counts.indices.map { index in
      Rehearsed(
        ranks: counts[index], images: BatchShare.most(of: steps.batch, among: counts[index]),
        traces: Array(traces[index].dropFirst(Turns.warmUps)))
    }
    return (samples[0], rehearsed)
  }

  /// How long steps are measured among ranks where nobody says how often, s.
  private static let patience = 2.0

  /// All ranks take the same steps, and stop at the same one.
  private static func measure(
    _ steps: RankSteps, among group: RankGroup, rounds: Int?, stop: StopFlag
  ) throws -> Together {
    let step = steps.step(group)
    func timed() throws -> (step: Double, exchanging: Double) {
      if group.any(stop.isRaised, at: .benchmark) { throw Interruption() }
      let (start, before) = (ContinuousClock.now, group.secondsExchanging)
      try step()
      return ((ContinuousClock.now - start).seconds, group.secondsExchanging - before)
    }
    _ = try timed()
    let wanted = Int(patience / max(1e-4, try timed().step))
    let count =
      rounds ?? Int(group.agree(UInt64(max(9, min(200, wanted))), at: .benchmark)[0])
    var (whole, exchanging): ([Double], [Double]) = ([], [])
    for _ in 0..<count {
      let found = try timed()
      whole.append(found.step)
      exchanging.append(found.exchanging)
    }
    let latencies = (0..<200).map { _ in
      let start = ContinuousClock.now
      _ = group.any(false, at: .benchmark)
      return (ContinuousClock.now - start).seconds
    }
    return Together(
      ranks: group.count, step: Sample(whole), exchanging: Sample(exchanging),
      latency: Sample(latencies).median)
  }
}

/// Training steps on random images, each on a copy of one run.
struct RankSteps {
  /// Images of a step.
  let batch: Int
  private let run: Run
  private let data: Dataset
  private let trainer: Trainer

  init(
    _ run: Run, _ task: any Task, batch: Int, settings: OptimizerSettings, horizon: Horizon?
  ) {
    self.run = run
    self.batch = batch
    data = TrainingTiming.random(batch, run.network.graph)
    trainer = TrainingTiming.trainer(
      run, task, on: data, settings: settings, horizon: horizon, stop: nil)
  }

  /// A step, again and again: of all images, or of those that one of several processes has.
  func step(_ ranks: (any RankExchange)?) -> () throws -> Void {
    let share = ranks.map { BatchShare($0, count: batch) }
    var images = data.batch(
      of: Array(share?.images ?? 0..<batch), in: data.training, for: trainer.context.task)
    images.share = share
    var run = run
    var method: (any TrainingMethod)?
    return {
      // Between two steps of a training all agree to go on.
      _ = ranks?.any(false, at: .step)
      let report = try trainer.step(&run, &method, on: images)
      guard !report.loss.isFinite else { return }
      guard ranks is RankRehearsal else { throw TrainingTiming.NotFinite() }
      // What others would send is made up, and so are the gradients.
      run = self.run
    }
  }
}
