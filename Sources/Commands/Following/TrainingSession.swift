import Costs
import Networks
import Notebook
import Pruning
import Training
import Workspaces

/// One `train` command: sets up a trainer and who follows it.
struct TrainingSession {
  private var workspace: Workspace
  private let data: LoadedData
  private let request: TrainingRequest
  private let context: CommandContext

  init(
    _ workspace: Workspace, _ data: LoadedData, _ request: TrainingRequest,
    _ context: CommandContext
  ) {
    self.workspace = workspace
    // The network trains in place and is shared with nobody.
    self.workspace.networks = [:]
    self.data = data
    self.request = request
    self.context = context
  }

  func train(_ entry: inout NetworkEntry) -> (outcome: TrainingOutcome, report: TrainingReport) {
    var begun = TrainingState(entry, in: workspace)
    begun.lineRate = request.lineRate
    let cut = takeUp(&entry)
    let horizon = setOut(&entry)
    entry.history.begin(begun, begun.with(entry))
    var trainer = Trainer(
      data, workspace.task, seed: workspace.seed, begun.settings, horizon, stop: context.stop)
    let step = trainer.context
    // Where ‘stop=’ ends it, the first run was stopped before it looked, or forgot what it saw.
    let limit = request.isCut ? entry.run.position.step + request.steps : .max

    var report = TrainingReport(request, entry)
    let forecast = TrainingForecast(data, request, workspace, context)
    let gauge = EnergyGauge(workspace)
    let live = LiveLine(request, step, gauge.timed, context)
    let meter = TrainingMeter(gauge)
    let stretches = StretchCount(
      entry.stretches, dense: entry.denseLayers, optimizer: workspace.optimizer.optimizer.cost)
    let watch = request.watch.map { SplitLook($0, step, before: limit) }
    let goal = request.goal.map { GoalLook($0, stretches, step, before: limit) }
    let log = EpochLogWriter(workspace, of: entry, meter, stretches, context)
    let history = HistoryKeeper(entry, begun, stretches)
    let room = MemoryRoom(history: history, context: context)
    let autosave = AutosaveEdge(report, live, meter, history, context)
    let observers: [(any TrainingObserver)?] = [
      forecast, live, meter, stretches, watch, goal, log, history, room, autosave,
    ]
    trainer.observers = observers.compactMap { $0 }

    let outcome = entry.train(
      trainer, steps: request.steps, resuming: entry.run.position.batch == 0 ? cut : nil)
    entry.epochs += outcome.epochs.isEmpty ? cut.map { [$0] } ?? [] : outcome.epochs
    entry.stretches = stretches.stretches
    entry.history = history.entry.history
    let isReached = outcome.isWhole && outcome.steps < request.steps
    entry.plan = isReached ? nil : request.plan(after: outcome.steps)
    report.epochs = outcome.epochs
    report.steps = outcome.steps
    report.seconds = meter.seconds
    report.images = live.images
    report.energy = meter.energy
    // A training cut short replays with `stop=`, and neither of the two says how near it came.
    if outcome.isWhole, !request.isCut { report.found = goal?.found }
    return (outcome, report)
  }

  /// Takes up a training that was cut short: the report of the epoch where that was is taken back,
  /// to be told as a whole. Any other training begins the count of its epoch anew.
  private func takeUp(_ entry: inout NetworkEntry) -> EpochReport? {
    let plan = entry.plan
    entry.plan = nil
    guard let from = request.from, entry.run.tally?.isOf(workspace.task) != false else {
      entry.run.tally = nil
      return nil
    }
    guard let last = entry.epochs.last else { return nil }
    let position = entry.run.position
    let isPart =
      !last.isWhole && last.epoch == position.epoch + 1 && last.batches == entry.run.tally?.batches
    // Nobody looked at the edge where it was cut.
    let isUnseen =
      last.isWhole && position.batch == 0 && last.epoch == position.epoch && plan?.done == from
      && (request.watch != nil || request.goal != nil)
    guard isPart || isUnseen else { return nil }
    return entry.epochs.removeLast()
  }

  /// Puts horizon and method in place where there are none yet. A line with a rate of its own
  /// leaves the horizon to the next.
  private func setOut(_ entry: inout NetworkEntry) -> Horizon {
    let along = request.horizon(entry, over: workspace.over, data)
    if request.lineRate == nil { entry.horizon = along }
    if var method = entry.method, !method.hasBegun {
      method.begin(
        entry.network, request.newHorizon(entry, over: method.request.over, data))
      entry.method = method
    }
    return along
  }
}
