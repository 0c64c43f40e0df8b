import Datasets
import Networks
import Tensors

/// What a batch left, for the live line.
public struct StepReport: Sendable {
  public var position: Position
  public var stepsPerEpoch: Int
  public var loss: Double
  public var penalty: Double
  public var correct: Int
  public var count: Int
}

/// An epoch, or the part of one that ran.
public struct EpochReport: Sendable, Codable {
  /// The epoch's number, from 1.
  public var epoch: Int
  public var batches: Int
  public var isWhole: Bool
  /// Mean training loss of the task, dropout and augmentation on.
  public var loss: Double
  /// Share of training images answered right while training.
  public var accuracy: Double
  public var penalty: Double
  /// The learning rate at the end.
  public var rate: Double
  /// What the method came to at the end, where there is one.
  public var account: MethodAccount?
  /// Share of test images answered right at the end, where a goal asked for it.
  public var testAccuracy: Double?
}

/// Why a training ended.
public enum TrainingEnd: Sendable, Equatable {
  case finished
  case interrupted
  /// The loss is not a number or infinite; the run is back at the last epoch's edge.
  case notFinite(epoch: Int, batch: Int)
}

/// The loop: batches in order, forward, backward, one step, all or nothing.
public struct Trainer {
  public var context: StepContext
  public var settings: OptimizerSettings
  public var horizon: Horizon
  /// Gets every batch and every epoch as it ends, an epoch with the method at its edge; an epoch's
  /// answer ends the training if false.
  public var onStep: (StepReport, Run) -> Void = { _, _ in }
  public var onEpoch: (EpochReport, Run, (any TrainingMethod)?) -> Bool = { _, _, _ in true }

  public init(context: StepContext, settings: OptimizerSettings, horizon: Horizon) {
    self.context = context
    self.settings = settings
    self.horizon = horizon
  }

  private struct Edge {
    var run: Run
    var method: (any TrainingMethod)?
    var reports: Int
  }

  /// Trains `steps` batches.
  ///
  /// - Returns: why it ended, what each epoch left, and how many batches ran and are kept.
  public func train(
    _ run: inout Run, _ method: inout (any TrainingMethod)?, steps: Int
  ) -> (end: TrainingEnd, epochs: [EpochReport], steps: Int) {
    var reports: [EpochReport] = []
    var tally = EpochTally()
    let start = run.position.step
    if run.position.batch >= context.stepsPerEpoch {
      run.position.epoch += 1
      run.position.batch = 0
    }
    var edge = Edge(run: run, method: method, reports: 0)
    var order = self.order(of: run.position.epoch)
    var end = TrainingEnd.finished
    while run.position.step - start < steps {
      let outcome: StepReport
      do {
        let batch = context.dataset.batch(
          of: Array(order[run.position.batch]), in: context.dataset.training,
          augmentedIn: run.position.epoch, seed: context.seed)
        outcome = try step(&run, &method, on: batch)
      } catch {
        end = .interrupted
        break
      }
      guard outcome.loss.isFinite else {
        return giveUp(&run, &method, edge, reports, batch: run.position.batch + 1, start)
      }
      tally.add(outcome)
      onStep(outcome, run)
      if run.position.batch == context.stepsPerEpoch {
        // Weights may have left the finite numbers after a loss that was still one.
        guard run.network.isFinite else {
          return giveUp(&run, &method, edge, reports, batch: run.position.batch, start)
        }
        run.position.epoch += 1
        run.position.batch = 0
        reports.append(report(tally, run, method, isWhole: true))
        tally = EpochTally()
        edge = Edge(run: run, method: method, reports: reports.count)
        order = self.order(of: run.position.epoch)
        if !onEpoch(reports.last!, run, method) { break }
      }
    }
    if tally.batches > 0 {
      guard run.network.isFinite else {
        return giveUp(&run, &method, edge, reports, batch: run.position.batch, start)
      }
      reports.append(report(tally, run, method, isWhole: false))
    }
    return (end, reports, run.position.step - start)
  }

  /// Goes back to the last epoch's edge.
  private func giveUp(
    _ run: inout Run, _ method: inout (any TrainingMethod)?, _ edge: Edge,
    _ reports: [EpochReport], batch: Int, _ start: Int
  ) -> (end: TrainingEnd, epochs: [EpochReport], steps: Int) {
    let epoch = run.position.epoch + 1
    run = edge.run
    method = edge.method
    return (
      .notFinite(epoch: epoch, batch: batch), Array(reports.prefix(edge.reports)),
      run.position.step - start
    )
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
      accuracy: Double(tally.correct) / Double(max(1, tally.count)),
      penalty: tally.penalty / Double(max(1, tally.batches)),
      rate: rate(at: max(0, run.position.step - 1)), account: method?.account(run, context))
  }

  /// One batch: forward, cross entropy, backward, one move of the weights. An interruption anywhere
  /// leaves `run` and `method` as they were, and so does a loss that is not finite.
  public func step(
    _ run: inout Run, _ method: inout (any TrainingMethod)?, on batch: Batch
  ) throws(Interruption) -> StepReport {
    var next = run
    var nextMethod = method
    try nextMethod?.prepare(&next, context)
    let (output, pass) = try next.network.forward(
      batch.images, mode: .training, recording: true, stop: context.stop,
      generator: Generator(
        seed: context.seed, stream: .dropout, epoch: UInt64(run.position.step)),
      firstImage: 0)
    let result = CrossEntropy.evaluate(
      output.value, labels: batch.labels, smoothing: Float(settings.smoothing), gradient: true)
    output.accumulate(result.gradient!)
    var penalty = nextMethod?.addPenalty(pass, next, context) ?? 0
    try pass.runBack()
    penalty += nextMethod?.addTerms(pass, output.value, next, context) ?? 0
    let loss = result.mean
    var report = StepReport(
      position: run.position, stepsPerEpoch: context.stepsPerEpoch, loss: loss, penalty: penalty,
      correct: zip(result.predictions, batch.labels).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) },
      count: batch.labels.count)
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

/// Sums over the batches of an epoch.
private struct EpochTally {
  var batches = 0
  var count = 0
  var correct = 0
  var loss = 0.0
  var penalty = 0.0

  mutating func add(_ step: StepReport) {
    batches += 1
    count += step.count
    correct += step.correct
    loss += step.loss * Double(step.count)
    penalty += step.penalty
  }
}
