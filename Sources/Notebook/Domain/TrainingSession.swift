import Datasets
import Foundation
import Language
import Networks
import Pruning
import Tensors
import Training

/// One `train` command: sets up the trainer, shows progress, reports.
struct TrainingSession {
  private let seed: UInt64
  private let settings: OptimizerSettings
  private let over: Double?
  private let data: LoadedData
  private let request: TrainCommand.Request
  private let context: CommandContext
  private let logFile: String?
  private var epochs: [EpochReport] = []
  private var shares: [Double] = []
  private var wasFrozen = false
  private var seconds = 0.0
  private var images = 0
  /// Batches that ran and are kept.
  private(set) var steps = 0

  init(
    _ workspace: Workspace, _ data: LoadedData, _ request: TrainCommand.Request,
    _ context: CommandContext
  ) {
    seed = workspace.seed
    settings = workspace.optimizer
    over = workspace.over
    logFile = workspace.logFile
    self.data = data
    self.request = request
    self.context = context
  }

  mutating func train(_ entry: inout NetworkEntry) throws -> TrainingEnd {
    let perEpoch = data.stepsPerEpoch
    let position = entry.run.position.step
    func horizon(_ over: Double?) -> Horizon {
      Horizon(start: position, steps: Int(((over ?? request.epochs) * Double(perEpoch)).rounded()))
    }
    let along = entry.horizon ?? horizon(over)
    entry.horizon = along
    if let plan = entry.plan, entry.method == nil {
      entry.method = Consensus(entry.network, plan.settings, horizon: horizon(plan.over))
    }
    wasFrozen = entry.method?.isFrozen ?? false
    var trainer = Trainer(
      context: StepContext(
        dataset: data.dataset, seed: seed, batchSize: data.batch, stepsPerEpoch: perEpoch,
        stop: context.stop), settings: settings, horizon: along)
    var live = LiveLine(total: request.steps, perEpoch: perEpoch, context)
    var stretches = entry
    let dense = entry.denseGraph
    trainer.onStep = { step, run in
      stretches.note(steps: 1, on: run.network.graph, dense: dense, batch: step.count)
      live.update(step)
    }
    var loggingError: (any Error)?
    let goal = request.accuracy
    let data = self.data
    let stop = context.stop
    let file = context.writesFiles ? logFile : nil
    trainer.onEpoch = { epoch, run in
      live.milestone(epoch)
      if let file {
        do { try EpochLog.append(epoch, to: file) } catch { loggingError = error }
      }
      guard let goal else { return loggingError == nil }
      let found = try? Evaluation.run(
        run.network, on: data.dataset.test, of: data.dataset, stop: stop)
      return loggingError == nil && (found?.accuracy ?? 0) < goal
    }
    let began = ContinuousClock.now
    var method: (any TrainingMethod)? = entry.method
    entry.method = nil
    let outcome = trainer.train(&entry.run, &method, steps: request.steps)
    context.progress.clear()
    entry.method = method as? Consensus
    entry.stretches = stretches.stretches
    entry.epochs += outcome.epochs
    epochs = outcome.epochs
    steps = outcome.steps
    let elapsed = ContinuousClock.now - began
    seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    images = live.images
    if let loggingError { throw loggingError }
    return outcome.end
  }

  func report(_ entry: NetworkEntry) throws -> Report {
    var report = Report()
    var table = Table([.init("epoch"), .init("loss"), .init("accuracy"), .init("rate")])
    var rows: [JSONValue] = []
    for epoch in epochs {
      let number = epoch.isWhole ? "\(epoch.epoch)" : "\(epoch.epoch) (\(epoch.batches) batches)"
      table.add([
        "\(number)", "\(Figure.loss(epoch.loss))", "\(Figure.accuracy(epoch.accuracy))",
        "\(NumberFormat.fixed(epoch.rate, 4))",
      ])
      rows.append([
        "epoch": .integer(epoch.epoch), "batches": .integer(epoch.batches),
        "loss": .real(epoch.loss), "accuracy": .real(epoch.accuracy), "rate": .real(epoch.rate),
      ])
    }
    report.add(table)
    report["epochs"] = .array(rows)
    report["steps"] = .integer(steps)
    report["loss"] = JSONValue(epochs.last?.loss)
    report["accuracy"] = JSONValue(epochs.last?.accuracy)
    if let method = entry.method { add(method, to: &report) }
    let rate = seconds > 0 ? Double(images) / seconds : 0
    report.say(
      "took \(NumberFormat.duration(seconds)), \(NumberFormat.count(Int(rate))) images/s",
      volatile: true)
    report["seconds"] = .real(seconds)
    report["images_per_second"] = .real(rate)
    return report
  }

  private func add(_ method: Consensus, to report: inout Report) {
    report["target"] = .real(method.settings.target)
    report["removed"] = .real(1 - method.share)
    guard let freeze = method.freezeReport else {
      report.say(
        """
        gates: \(Figure.percent(1 - method.share, .total(dense: 1))) of \
        \(method.settings.cost.unit) removed so far, on the way to \
        \(Figure.percent(method.settings.target))
        """)
      return
    }
    guard !wasFrozen else { return }
    report.append(FreezeReports.report(freeze, method.settings))
  }
}

/// The live line of a training.
private struct LiveLine {
  private let total: Int
  private let perEpoch: Int
  private let context: CommandContext
  private let start = ContinuousClock.now
  private var done = 0
  private(set) var images = 0
  private var loss = 0.0

  init(total: Int, perEpoch: Int, _ context: CommandContext) {
    self.total = total
    self.perEpoch = perEpoch
    self.context = context
  }

  mutating func update(_ step: StepReport) {
    done += 1
    images += step.count
    loss = done == 1 ? step.loss : loss * 0.95 + step.loss * 0.05
    let elapsed = ContinuousClock.now - start
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    let left = seconds / Double(done) * Double(total - done)
    context.progress.update(
      Progress(
        "epoch \(step.position.epoch + (step.position.batch == perEpoch ? 0 : 1))",
        fraction: Double(done) / Double(total),
        detail: "batch \(step.position.batch)/\(perEpoch)  loss \(NumberFormat.fixed(loss, 3))  "
          + "\(NumberFormat.count(Int(Double(images) / max(seconds, 1e-9)))) images/s  "
          + "\(NumberFormat.duration(left)) left"))
  }

  func milestone(_ epoch: EpochReport) {
    context.progress.milestone(
      "epoch \(epoch.epoch)  loss \(NumberFormat.fixed(epoch.loss, 4))  accuracy "
        + NumberFormat.percent(epoch.accuracy, 1))
  }
}
