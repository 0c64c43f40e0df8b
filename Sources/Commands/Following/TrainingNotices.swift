import Costs
import Notebook
import Reports
import Training
import Workspaces

/// What is to be known of a training before its first batch.
struct TrainingNotices {
  private let entry: NetworkEntry
  private let data: LoadedData
  private let request: TrainingRequest
  private let settings: OptimizerSettings
  private let over: Double?

  init(
    _ entry: NetworkEntry, _ data: LoadedData, _ request: TrainingRequest, _ workspace: Workspace
  ) {
    self.entry = entry
    self.data = data
    self.request = request
    settings = workspace.optimizer
    over = workspace.over
  }

  func announce(in context: CommandContext) {
    for notice in [energy, horizon, split].compactMap({ $0 }) { context.progress.announce(notice) }
  }

  /// How far the joules last, where they end it.
  private var energy: String? {
    guard case .energy(let goal, let model)? = request.goal else { return nil }
    let epoch = TrainingEnergyForecast(
      entry, data, settings.optimizer, model, steps: data.stepsPerEpoch)
    let spent = TrainingEnergy(entry.stretches, model).spent
    let each =
      "\(NumberFormat.quantity(epoch.joules, "J")) on \(model.device.name) (estimated)"
    guard goal > spent else {
      return "\(NumberFormat.quantity(spent, "J")) are spent already, and the goal is "
        + "\(NumberFormat.quantity(goal, "J")): it ends after one epoch of \(each)"
    }
    let left = goal - spent
    let all = ((left - epoch.start) / max(epoch.joules, 1e-300)).rounded(.up)
    let epochs = min(max(all, 1), 1e9)
    return "\(NumberFormat.quantity(left, "J")) last \(all > epochs ? "more than" : "about") "
      + "\(NumberFormat.counted("epoch", Int(epochs))) of \(each)"
  }

  /// How many batches run behind the end of the horizon, where the rate moves no more and may be
  /// nothing.
  private var horizon: String? {
    guard request.lineRate == nil, settings.schedule.shape != .constant else { return nil }
    let horizon = request.horizon(entry, over: over, data)
    let all = request.expectedSteps
    let past = min(all, entry.run.position.step + all - horizon.start - horizon.steps)
    guard past > 0 else { return nil }
    let perEpoch = Double(data.stepsPerEpoch)
    let length = NumberFormat.plain(Double(horizon.steps) / perEpoch)
    let rate = NumberFormat.fixed(settings.rate * settings.schedule.factor(at: 1), 4)
    let epochs = min(max(1, (Double(all) / perEpoch).rounded(.up)), 100_000)
    let about = request.isBounded ? "at most " : request.endsByEnergy ? "about " : ""
    let epoch = length == "1" ? "epoch" : "epochs"
    return
      "\(NumberFormat.count(past)) of \(about)\(NumberFormat.count(all)) batches run behind the "
      + "end of the horizon (\(length) \(epoch)), at the rate \(rate); "
      + "type ‘optimizer over=\(NumberFormat.plain(epochs))’ before this to begin another"
  }

  /// That a goal is looked for on test images although others were set aside.
  private var split: String? {
    guard case .score(_, _, .test)? = request.goal, data.dataset.validation != nil else {
      return nil
    }
    return "the goal is looked for on the test split; ‘split=validation’ takes the part that was "
      + "set aside"
  }
}
