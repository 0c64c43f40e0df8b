import Costs
import Datasets
import Foundation
import Language
import Networks
import Pruning
import Reports
import Sessions
import Tensors
import Training

/// One `train` command: sets up the trainer, shows progress, reports.
struct TrainingSession {
  private var workspace: Workspace
  private let data: LoadedData
  private let request: TrainCommand.Request
  private let context: CommandContext
  private var epochs: [EpochReport] = []
  private var shares: [Double] = []
  private var wasFinished = false
  private var seconds = 0.0
  private var images = 0
  private var energy: GaugedEnergy?
  /// What the last look at the goal found.
  private var found: Double?
  /// Why an epoch could not be logged or kept; the training ended there.
  private(set) var edgeError: (any Error)?
  /// Batches that ran and are kept.
  private(set) var steps = 0

  init(
    _ workspace: Workspace, _ data: LoadedData, _ request: TrainCommand.Request,
    _ context: CommandContext
  ) {
    self.workspace = workspace
    // The network trains in place and is shared with nobody.
    self.workspace.networks = [:]
    self.data = data
    self.request = request
    self.context = context
  }

  mutating func train(_ entry: inout NetworkEntry) throws -> TrainingEnd {
    let begun = TrainingState(entry, in: workspace)
    let along = setOut(&entry)
    entry.history.begin(begun, begun.with(entry))
    wasFinished = entry.method?.isFinished ?? false
    var trainer = Trainer(
      context: StepContext(
        dataset: data.dataset, seed: workspace.seed, batchSize: data.batch,
        stepsPerEpoch: data.stepsPerEpoch, stop: context.stop), settings: workspace.optimizer,
      horizon: along)
    // How far a budget of joules lasts was told already.
    if !request.endsByEnergy,
      let forecast = TrainingForecast(entry, data, request, workspace, context.stop)
    {
      context.progress.announce(forecast.text(isBounded: request.isBounded))
    }
    var live = LiveLine(
      request, from: entry.run.position, perEpoch: data.stepsPerEpoch,
      EnergyGauge.timed(in: workspace), context)
    var stretches = entry
    var edge = entry.stretches
    let dense = entry.denseLayers
    let optimizer = workspace.optimizer.optimizer.cost
    let gauge = EnergyGauge(workspace)
    var watch = gauge.begin()
    trainer.onStep = { step, run in
      watch.note()
      stretches.note(
        steps: 1, on: run.network.graph, dense: dense, batch: step.count, optimizer: optimizer)
      live.update(step)
    }
    var edgeError: (any Error)?
    var found: Double?
    var isLookCut = false
    var history = entry.history
    var log = entry.epochs
    var clock = ContinuousClock.now
    let (data, request, context) = (self.data, self.request, self.context)
    let file = context.writesFiles ? workspace.logFile : nil
    let name = entry.name
    let grid = GridCatalog.chosen(in: workspace)
    let first = entry.run.position.step
    let last = first + request.steps
    let blank = self
    let known = entry.epochs.count
    let began = ContinuousClock.now
    trainer.onEpoch = { epoch, run, method in
      live.milestone(epoch)
      edge = stretches.stretches
      log.append(epoch)
      var state = stretches
      state.run = run
      state.take(method)
      state.epochs = log
      var scores = EpochHistory.Scores(training: epoch.accuracy)
      var goesOn = true
      do {
        let lap = watch.lap()
        if let file {
          let mended = try EpochLog.append(
            epoch, of: name, to: file,
            .init(lap, gauge.meter, grid, TrainingEnergy(stretches.stretches, EnergyModel()).spent))
          if let mended { context.warn(mended) }
        }
        // Where ‘stop=’ ends it, the first run was stopped before it looked, or forgot what it saw.
        if !request.isCut || run.position.step < last {
          if let validation = data.dataset.validation {
            scores.validation = try Evaluation.run(
              run.network, on: validation, of: data.dataset, stop: context.stop
            ).accuracy
          }
          if let goal = request.goal {
            let look = try goal.look(run.network, state.stretches, data, context.stop)
            found = look
            if case .accuracy = goal {
              scores.test = look
              log[log.count - 1].testAccuracy = look
              state.epochs = log
            }
            goesOn = !goal.isReached(look)
          }
        }
      } catch is Interruption {
        isLookCut = true
        goesOn = false
      } catch {
        edgeError = error
        goesOn = false
      }
      history.keep(
        begun.with(state), seconds: (ContinuousClock.now - clock).seconds, scores: scores)
      state.history = history
      do {
        try context.makeRoom(state)
      } catch {
        edgeError = edgeError ?? error
        goesOn = false
      }
      if goesOn {
        let spent = watch.soFar().map { GaugedEnergy($0, gauge.meter, gauge.idle, nil) }
        // Replayed, the last edge is not looked at.
        state.epochs[log.count - 1].testAccuracy = nil
        let steps = run.position.step - first
        let line = request.line(stoppingAt: steps)
        let (epochs, images, now) = (log.dropFirst(known), live.images, state)
        context.reachEdge(state, line, steps) {
          var part = blank
          part.epochs = Array(epochs)
          part.steps = steps
          part.seconds = (ContinuousClock.now - began).seconds
          part.images = images
          part.energy = spent
          return SessionCell(input: line, outputs: RecordingText.lines(try part.report(now)))
        }
      }
      clock = ContinuousClock.now
      return goesOn
    }
    let outcome = entry.train(trainer, steps: request.steps)
    context.progress.clear()
    let rest = watch.lap()
    energy = watch.end()
    seconds = watch.seconds
    if case .notFinite = outcome.end {
      entry.stretches = edge
    } else {
      entry.stretches = stretches.stretches
    }
    if let file, let last = outcome.epochs.last, !last.isWhole {
      do {
        let mended = try EpochLog.append(
          last, of: name, to: file,
          .init(rest, gauge.meter, grid, TrainingEnergy(entry.stretches, EnergyModel()).spent))
        if let mended { context.warn(mended) }
      } catch {
        edgeError = error
      }
    }
    epochs = outcome.epochs
    for (index, known) in zip(epochs.indices, log.dropFirst(entry.epochs.count)) {
      epochs[index].testAccuracy = known.testAccuracy
    }
    entry.epochs += epochs
    steps = outcome.steps
    images = live.images
    self.edgeError = edgeError
    let end = isLookCut ? .interrupted : outcome.end
    let isWhole = end == .finished && edgeError == nil
    // A training cut short replays with `stop=`, and neither of the two says how near it came.
    if isWhole, !request.isCut { self.found = found }
    let position = entry.run.position
    if !isWhole, position.batch == 0 { history.forgetLooks(at: position.epoch) }
    if position.batch > 0, history.states.last?.position != position {
      history.keep(begun.with(entry), seconds: (ContinuousClock.now - clock).seconds)
    }
    entry.history = history
    return end
  }

  /// Puts horizon and method in place where there are none yet.
  private func setOut(_ entry: inout NetworkEntry) -> Horizon {
    let position = entry.run.position.step
    func horizon(_ over: Double?) -> Horizon {
      let steps = (over ?? request.epochs) * Double(data.stepsPerEpoch)
      return Horizon(start: position, steps: Int(steps.rounded()))
    }
    let along = entry.horizon ?? horizon(workspace.over)
    entry.horizon = along
    if var method = entry.method, !method.hasBegun {
      method.begin(entry.network, horizon(method.request.over))
      entry.method = method
    }
    return along
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
    report.say(
      """
      took \(NumberFormat.duration(seconds)), \(energy.map { "\($0.text), " } ?? "")\
      \(NumberFormat.count(Int(rate))) images/s
      """, volatile: true)
    energy?.sayProblem(in: &report)
    report["seconds"] = .real(seconds)
    report["meter"] = energy.map { .object($0.value) }
    report["images_per_second"] = .real(rate)
    return report
  }

  private func add(_ method: any PruningMethod, of wide: Graph, to report: inout Report) {
    let request = method.request
    report["target"] = JSONValue(request.target)
    report["removed"] = .real(1 - method.share)
    report.put(request.cost)
    if let last = epochs.last?.account {
      report["account"] = .object(last.value)
    }
    guard let found = method.report else {
      let removed = Figure.percent(1 - method.share, .total(dense: 1))
      report.say(
        """
        \(method.description.subject.rawValue): \(removed) of \
        \(request.cost.unit) removed so far\
        \(request.target.map { ", on the way to \(Figure.percent($0))" } ?? "" as Phrase)
        """)
      return
    }
    guard !wasFinished else { return }
    report.append(MethodReports.report(found, request, wide))
  }
}
