import Costs
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
  /// What the last look at the goal found.
  private var found: Double?
  /// Why the epochs could not be logged; the training ended there.
  private(set) var loggingError: (any Error)?
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
    var edge = entry.stretches
    let dense = entry.denseLayers
    let optimizer = settings.optimizer.cost
    trainer.onStep = { step, run in
      stretches.note(
        steps: 1, on: run.network.graph, dense: dense, batch: step.count, optimizer: optimizer)
      live.update(step)
    }
    var loggingError: (any Error)?
    var found: Double?
    var looks: [Double] = []
    var isLookCut = false
    let goal = request.goal
    let data = self.data
    let stop = context.stop
    let file = context.writesFiles ? logFile : nil
    let name = entry.name
    trainer.onEpoch = { epoch, run in
      live.milestone(epoch)
      edge = stretches.stretches
      do {
        if let file { try EpochLog.append(epoch, of: name, to: file) }
      } catch {
        loggingError = error
        return false
      }
      guard let goal else { return true }
      do {
        let look = try goal.look(run.network, stretches.stretches, data, stop)
        found = look
        if case .accuracy = goal { looks.append(look) }
        return !goal.isReached(look)
      } catch {
        isLookCut = true
        return false
      }
    }
    let began = ContinuousClock.now
    var method: (any TrainingMethod)? = entry.method
    entry.method = nil
    let outcome = trainer.train(&entry.run, &method, steps: request.steps)
    context.progress.clear()
    entry.method = method as? Consensus
    if case .notFinite = outcome.end {
      entry.stretches = edge
    } else {
      entry.stretches = stretches.stretches
    }
    if let file, let last = outcome.epochs.last, !last.isWhole {
      do { try EpochLog.append(last, of: name, to: file) } catch { loggingError = error }
    }
    epochs = outcome.epochs
    for (index, look) in zip(epochs.indices, looks) { epochs[index].testAccuracy = look }
    entry.epochs += epochs
    steps = outcome.steps
    seconds = (ContinuousClock.now - began).seconds
    images = live.images
    self.loggingError = loggingError
    let end = isLookCut ? .interrupted : outcome.end
    // A training cut short replays with `stop=`, and neither of the two says how near it came.
    if end == .finished, loggingError == nil, !request.isCut { self.found = found }
    return end
  }

  func report(_ entry: NetworkEntry) throws -> Report {
    var report = Report()
    var table = Table([.init("epoch"), .init("loss"), .init("accuracy"), .init("rate")])
    var rows: [JSONValue] = []
    for epoch in epochs {
      let batches = NumberFormat.noun("batch", epoch.batches)
      let number =
        epoch.isWhole ? "\(epoch.epoch)" : "\(epoch.epoch) (\(epoch.batches) \(batches))"
      table.add([
        "\(number)", "\(Figure.loss(epoch.loss))", "\(Figure.accuracy(epoch.accuracy))",
        "\(NumberFormat.fixed(epoch.rate, 4))",
      ])
      rows.append([
        "epoch": .integer(epoch.epoch), "batches": .integer(epoch.batches),
        "loss": .real(epoch.loss), "accuracy": .real(epoch.accuracy), "rate": .real(epoch.rate),
      ])
    }
    if epochs.isEmpty { report.say("no batch was kept") } else { report.add(table) }
    report["epochs"] = .array(rows)
    report["steps"] = .integer(steps)
    report["loss"] = JSONValue(epochs.last?.loss)
    report["accuracy"] = JSONValue(epochs.last?.accuracy)
    if let method = entry.method { add(method, of: entry.denseGraph, to: &report) }
    if let goal = request.goal, let found {
      report.append(
        goal.report(found, isTrained: entry.isResult))
    }
    let rate = seconds > 0 ? Double(images) / seconds : 0
    let meter = TimedMeter()
    let energy = try meter.figure(of: meter.start(), elapsed: Seconds(seconds))
    report.say(
      """
      took \(NumberFormat.duration(seconds)), \(energy.description), \
      \(NumberFormat.count(Int(rate))) images/s
      """, volatile: true)
    report["seconds"] = .real(seconds)
    report["meter"] = [
      "joules": .real(energy.value), "kind": .string(energy.kind.rawValue),
      "source": .string(energy.source),
    ]
    report["images_per_second"] = .real(rate)
    return report
  }

  private func add(_ method: Consensus, of gated: Graph, to report: inout Report) {
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
    report.append(FreezeReports.report(freeze, method.settings, gated))
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
  private var isForecast = false

  init(total: Int, perEpoch: Int, _ context: CommandContext) {
    self.total = total
    self.perEpoch = perEpoch
    self.context = context
  }

  mutating func update(_ step: StepReport) {
    done += 1
    images += step.count
    loss = done == 1 ? step.loss : loss * 0.95 + step.loss * 0.05
    let seconds = (ContinuousClock.now - start).seconds
    context.progress.update(
      Progress(
        "epoch \(step.position.epoch + (step.position.batch == perEpoch ? 0 : 1))",
        fraction: Double(done) / Double(total),
        detail: "batch \(step.position.batch)/\(perEpoch)  loss \(NumberFormat.fixed(loss, 3))  "
          + "\(NumberFormat.count(Int(Double(images) / max(seconds, 1e-9)))) images/s"))
    forecast(seconds)
  }

  /// Says once, in the first seconds, what the whole takes if that is over a minute.
  private mutating func forecast(_ seconds: Double) {
    guard !isForecast, done >= 3, seconds >= 2 else { return }
    isForecast = true
    let whole = seconds / Double(done) * Double(total)
    guard whole > 60 else { return }
    let batches = "\(NumberFormat.count(total)) \(NumberFormat.noun("batch", total))"
    context.progress.milestone("about \(NumberFormat.duration(whole)) for \(batches)")
  }

  func milestone(_ epoch: EpochReport) {
    context.progress.milestone(
      "epoch \(epoch.epoch)  loss \(NumberFormat.fixed(epoch.loss, 4))  accuracy "
        + NumberFormat.percent(epoch.accuracy, 1))
  }
}
