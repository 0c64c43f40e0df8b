import Datasets
import Networks
import Tensors
import Training
import Workspaces

/// Measured time of a training step that several ranks share out: of the whole step on one process,
/// of what one of several ranks computes in it, and, where `mpiexec` started several, of theirs.
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
    /// Seconds of an exchange of nothing.
    let latency: Double
  }

  /// Seconds of a step of one process.
  let alone: Sample
  let rehearsed: [Rehearsed]
  let together: Together?

  /// - Parameters:
  ///   - counts: how many ranks to tell of; each has a block of 16 images at least.
  ///   - rounds: nil: as many as it takes.
  init(_ steps: RankSteps, counts: [Int], rounds: Int?, stop: StopFlag) throws {
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
    alone = samples[0]
    rehearsed = counts.indices.map { index in
      Rehearsed(
        ranks: counts[index],
        images: BatchShare(RankRehearsal(count: counts[index]), count: steps.batch).images.count,
        traces: Array(traces[index].dropFirst(Turns.warmUps)))
    }
    together = try RankGroup.current.map {
      try Self.measure(steps, among: $0, rounds: rounds, stop: stop)
    }
  }

  /// How long steps are measured among ranks where nobody says how often, s.
  private static let patience = 2.0

  /// All ranks take the same steps, and stop at the same one.
  private static func measure(
    _ steps: RankSteps, among group: RankGroup, rounds: Int?, stop: StopFlag
  ) throws -> Together {
    let step = steps.step(group)
    func timed() throws -> (step: Double, exchanging: Double) {
      if group.gather(stop.isRaised).contains(true) { throw Interruption() }
      let (start, before) = (ContinuousClock.now, group.secondsExchanging)
      try step()
      return ((ContinuousClock.now - start).seconds, group.secondsExchanging - before)
    }
    _ = try timed()
    let wanted = Int(patience / max(1e-4, try timed().step))
    let count = rounds ?? group.gather(max(9, min(200, wanted)))[0]
    var (whole, exchanging): ([Double], [Double]) = ([], [])
    for _ in 0..<count {
      let found = try timed()
      whole.append(found.step)
      exchanging.append(found.exchanging)
    }
    let latencies = (0..<200).map { _ in
      let start = ContinuousClock.now
      _ = group.gather(UInt8(0))
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
    let context = StepContext(
      dataset: data, task: task, seed: 1, batchSize: batch, stepsPerEpoch: 1000, stop: nil)
    trainer = Trainer(
      context: context, settings: settings,
      horizon: horizon ?? Horizon(start: run.position.step, steps: 1000))
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
      if let ranks { _ = ranks.gather(false) }
      let report = try trainer.step(&run, &method, on: images)
      guard report.loss.isFinite else { throw TrainingTiming.NotFinite() }
    }
  }
}
