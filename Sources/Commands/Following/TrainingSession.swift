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
    let begun = TrainingState(entry, in: workspace)
    let horizon = setOut(&entry)
    entry.history.begin(begun, begun.with(entry))
    var trainer = Trainer(
      data, workspace.task, seed: workspace.seed, workspace.optimizer, horizon, stop: context.stop)
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
    let log = EpochLogWriter(workspace, of: entry, meter, stretches, context)
    let validation = ValidationLook(step, before: limit)
    let goal = request.goal.map { GoalLook($0, stretches, step, before: limit) }
    let history = HistoryKeeper(entry, begun, stretches)
    let room = MemoryRoom(history: history, context: context)
    let autosave = AutosaveEdge(report, live, meter, history, context)
    let observers: [(any TrainingObserver)?] = [
      forecast, live, meter, stretches, log, validation, goal, history, room, autosave,
    ]
    trainer.observers = observers.compactMap { $0 }

    let outcome = entry.train(trainer, steps: request.steps)
    entry.epochs += outcome.epochs
    entry.stretches = stretches.stretches
    entry.history = history.entry.history
    report.epochs = outcome.epochs
    report.steps = outcome.steps
    report.seconds = meter.seconds
    report.images = live.images
    report.energy = meter.energy
    // A training cut short replays with `stop=`, and neither of the two says how near it came.
    if outcome.isWhole, !request.isCut { report.found = goal?.found }
    return (outcome, report)
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
}
