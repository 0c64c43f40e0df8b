import Tensors
import Training
import Workspaces

extension Trainer {
  /// Trains on data as they are loaded, batch by batch.
  init(
    _ data: LoadedData, _ task: any Task, seed: UInt64, _ settings: OptimizerSettings,
    _ horizon: Horizon, stop: StopFlag, observers: [any TrainingObserver] = []
  ) {
    let ranks = RankGroup.current
    var context = StepContext(
      dataset: data.dataset, task: task, seed: seed, batchSize: data.batch,
      stepsPerEpoch: data.stepsPerEpoch, stop: ranks == nil ? stop : nil)
    context.ranks = ranks.map { ($0, stop) }
    self.init(context: context, settings: settings, horizon: horizon, observers: observers)
  }
}
