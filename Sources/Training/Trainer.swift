import Datasets
import Networks
import Tensors

/// The loop: batches in order, forward, backward, one step, all or nothing.
public struct Trainer {
  /// The data, the seed of all draws, and who may interrupt.
  public var context: StepContext
  /// How weights move.
  public var settings: OptimizerSettings
  /// Along which the learning rate moves.
  public var horizon: Horizon
  /// Who follows the training, in the order they are told.
  public var observers: [any TrainingObserver]

  /// A loop over the training images of `context`; who observes is told in the given order.
  public init(
    context: StepContext, settings: OptimizerSettings, horizon: Horizon,
    observers: [any TrainingObserver] = []
  ) {
    self.context = context
    self.settings = settings
    self.horizon = horizon
    self.observers = observers
  }

  /// Trains `steps` batches, or up to the edge at which an observer ends it. What the run holds of
  /// an epoch under way goes on.
  ///
  /// - Parameter cut: the epoch at whose end the training was cut short, where it goes on from
  ///   there; its looks are made up for.
  public func train(
    _ run: inout Run, _ method: inout (any TrainingMethod)?, steps: Int,
    resuming cut: EpochReport? = nil
  ) -> TrainingOutcome {
    for observer in observers { observer.trainingBegins(run) }
    if run.position.batch >= context.stepsPerEpoch { run.endEpoch() }
    let start = run.position.step
    var outcome = TrainingOutcome()
    var goesOn = true
    if let cut {
      goesOn = context.allGoOn(
        announce(cut, run, method, &outcome) { try $0.trainingResumes(&$1) })
    }
    var tally = run.tally ?? EpochTally()
    var edge = (run: run, method: method)
    var order = self.order(of: run.position.epoch)
    while goesOn, run.position.step - start < steps {
      if context.isStopped {
        outcome.end = .interrupted
        break
      }
      guard let step = try? self.step(&run, &method, on: batch(order, at: run.position)) else {
        outcome.end = .interrupted
        break
      }
      guard step.loss.isFinite else {
        outcome.end = Self.notFinite(run, batch: run.position.batch + 1)
        break
      }
      tally.add(step, context.task)
      for observer in observers { observer.stepEnded(step, run, method) }
      guard run.position.batch == context.stepsPerEpoch else { continue }
      guard run.network.isFinite else { break }
      run.endEpoch()
      edge = (run, method)
      goesOn = context.allGoOn(
        announce(report(tally, run, method, isWhole: true), run, method, &outcome) {
          try $0.epochEnded(&$1)
        })
      tally = EpochTally()
      order = self.order(of: run.position.epoch)
    }
    if tally.batches > 0, !outcome.isBack { close(tally, run, method, &outcome) }
    if outcome.isBack {
      (run, method) = edge
    } else {
      run.tally = run.position.batch > 0 ? tally : nil
    }
    if !outcome.isWhole, run.position.batch == 0 { outcome.forgetLastLooks() }
    outcome.steps = run.position.step - start
    announceEnd(&outcome, run, method)
    return outcome
  }

  private func batch(_ order: BatchOrder, at position: Position) -> Batch {
    let records = Array(order[position.batch])
    let share = context.ranks.map { BatchShare($0.group, count: records.count) }
    var batch = context.dataset.batch(
      of: share.map { Array(records[$0.images]) } ?? records, in: context.dataset.training,
      for: context.task, augmentedIn: position.epoch, seed: context.seed)
    batch.share = share
    return batch
  }

  private static func notFinite(_ run: Run, batch: Int) -> TrainingEnd {
    .notFinite(epoch: run.position.epoch + 1, batch: batch)
  }

  /// Reports an epoch under way, unless weights left the finite numbers after a loss that was
  /// still one.
  private func close(
    _ tally: EpochTally, _ run: Run, _ method: (any TrainingMethod)?,
    _ outcome: inout TrainingOutcome
  ) {
    if run.network.isFinite {
      outcome.epochs.append(report(tally, run, method, isWhole: false))
    } else {
      outcome.end = Self.notFinite(run, batch: run.position.batch)
    }
  }

  /// Tells all observers of the end of an epoch.
  ///
  /// - Returns: whether the training goes on.
  private func announce(
    _ epoch: EpochReport, _ run: Run, _ method: (any TrainingMethod)?,
    _ outcome: inout TrainingOutcome,
    _ tell: (any TrainingObserver, inout EpochEdge) throws -> Void
  ) -> Bool {
    var edge = EpochEdge(epoch, run, method)
    for observer in observers {
      do { try tell(observer, &edge) } catch { edge.fail(error) }
    }
    outcome.take(edge)
    return edge.goesOn
  }

  private func announceEnd(
    _ outcome: inout TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    for observer in observers {
      do { try observer.trainingEnded(outcome, run, method) } catch {
        outcome.error = outcome.error ?? error
      }
    }
  }

  private func order(of epoch: Int) -> BatchOrder {
    BatchOrder(
      count: context.dataset.training.count, batch: context.batchSize, seed: context.seed,
      epoch: epoch, shuffled: true)
  }

  private func rate(at step: Int) -> Double {
    settings.rate
      * settings.schedule.factor(at: horizon.progress(at: step), steps: horizon.steps)
  }

  private func report(
    _ tally: EpochTally, _ run: Run, _ method: (any TrainingMethod)?, isWhole: Bool
  ) -> EpochReport {
    EpochReport(
      epoch: run.position.epoch + (isWhole ? 0 : 1), batches: tally.batches, isWhole: isWhole,
      loss: tally.loss / Double(max(1, tally.count)),
      scores: tally.scores.mapValues { $0 / Double(max(1, tally.count)) },
      penalty: tally.penalty / Double(max(1, tally.batches)),
      rate: rate(at: max(0, run.position.step - 1)), account: method?.account(run, context))
  }

  /// One batch: forward, the task's objective, backward, one move of the weights. An interruption
  /// anywhere leaves `run` and `method` as they were, and so does a loss that is not finite.
  public func step(
    _ run: inout Run, _ method: inout (any TrainingMethod)?, on batch: Batch
  ) throws(Interruption) -> StepReport {
    guard let share = batch.share else { return try ownStep(&run, &method, on: batch) }
    return try share.run { () throws(Interruption) in try ownStep(&run, &method, on: batch) }
  }

  /// The same on the images that this process has.
  private func ownStep(
    _ run: inout Run, _ method: inout (any TrainingMethod)?, on batch: Batch
  ) throws(Interruption) -> StepReport {
    var next = run
    var nextMethod = method
    try nextMethod?.prepare(&next, context)
    let (output, pass) = try next.network.forward(
      batch.images, mode: .training, recording: true, stop: context.stop,
      generator: Generator(
        seed: context.seed, stream: .dropout, epoch: UInt64(run.position.step)),
      firstImage: batch.share?.images.lowerBound ?? 0)
    var result = context.task.objective(smoothing: settings.smoothing).evaluate(
      output.value, batch.targets, gradient: true)
    var marks = context.task.marks(output.value, batch.targets, result, on: context.dataset)
    if let share = batch.share {
      result.losses = share.gather(result.losses)
      marks = marks.map(share.gather)
    }
    output.accumulate(result.gradient!)
    var penalty = nextMethod?.addPenalty(pass, next, context) ?? 0
    try pass.runBack()
    penalty += nextMethod?.addTerms(pass, output.value, next, context) ?? 0
    let loss = result.mean
    var report = StepReport(
      position: run.position, stepsPerEpoch: context.stepsPerEpoch, loss: loss, penalty: penalty,
      scores: marks.map { $0.reduce(0, +) }, count: batch.count)
    guard loss.isFinite, penalty.isFinite else {
      report.loss = .nan
      return report
    }
    // From here on the step commits whole. The old value is let go first, so weights move in place.
    run = next
    next = Run(Network(Graph(input: context.dataset.shape), seed: 0))
    run.beginAverage(settings.averaging)
    move(&run, pass, gateRate: nextMethod?.gateRate ?? GateOptimizer.rate)
    run.moveCompanions()
    run.position.batch += 1
    run.position.step += 1
    nextMethod?.finish(pass, &run, context)
    method = nextMethod
    report.position = run.position
    return report
  }

  private func move(_ run: inout Run, _ pass: Pass, gateRate: Double) {
    run.network.commit(pass)
    let rate = self.rate(at: run.position.step)
    for index in run.network.parameters.indices {
      guard let gradient = pass.gradients[index] else { continue }
      let role = run.network.parameters[index].role
      if role == .gate {
        run.optimizerState.update(
          &run.network, index, gradient, by: GateOptimizer.optimizer, rate: gateRate, decay: 0)
      } else {
        run.optimizerState.update(
          &run.network, index, gradient, by: settings.optimizer, rate: rate,
          decay: role.decays ? settings.decay : 0)
      }
    }
  }
}

extension Network {
  /// Whether every number that training moves is one.
  fileprivate var isFinite: Bool {
    parameters.allSatisfy { $0.value.isFinite } && buffers.allSatisfy { $0.value.isFinite }
  }
}
