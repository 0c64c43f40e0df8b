import Costs
import Notebook
import Sessions
import Training
import Workspaces

/// Adds each epoch to the log of epochs.
struct EpochLogWriter: TrainingObserver {
  private let file: String
  private let network: String
  private let isTrainingKnown: Bool
  private let origin: EpochLog.Origin
  private let task: any Task
  private let grid: CarbonIntensity
  private let meter: TrainingMeter
  private let stretches: StretchCount
  private let model: EnergyModel
  private let context: CommandContext

  /// Nil where no log is kept.
  ///
  /// - Parameters:
  ///   - meter: told before this one, as `stretches` are.
  init?(
    _ workspace: Workspace, of entry: NetworkEntry, _ meter: TrainingMeter,
    _ stretches: StretchCount,
    _ context: CommandContext
  ) {
    guard context.writesFiles, let file = workspace.logFile else { return nil }
    self.file = file
    network = entry.name
    isTrainingKnown = entry.isTrainingKnown
    origin = EpochLog.Origin(
      seed: workspace.seed, data: workspace.data?.dataset.name ?? "",
      method: entry.method)
    task = workspace.task
    grid = GridCatalog.chosen(in: workspace)
    model = EnergyModel(workspace.device)
    self.meter = meter
    self.stretches = stretches
    self.context = context
  }

  func epochEnded(_ edge: inout EpochEdge) throws { try write(edge.epoch) }

  /// A part of an epoch gets a row too.
  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) throws {
    if let last = outcome.epochs.last, !last.isWhole { try write(last) }
  }

  private func write(_ epoch: EpochReport) throws(FileError) {
    let trained =
      isTrainingKnown ? TrainingEnergy(stretches.stretches, model).spent : nil
    let mended = try EpochLog.append(
      epoch, task, of: network, to: file, .init(meter.lap, meter.meter, grid, trained),
      origin)
    if let mended { context.warn(mended) }
  }
}
