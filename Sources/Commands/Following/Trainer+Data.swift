import Tensors
import Training
import Workspaces

extension Trainer {
  /// Trains on data as they are loaded, batch by batch.
  init(
    _ data: LoadedData, _ task: any Task, seed: UInt64, _ settings: OptimizerSettings,
    _ horizon: Horizon, stop: StopFlag, observers: [any TrainingObserver] = []
  ) {
    self.init(
      context: StepContext(
        dataset: data.dataset, task: task, seed: seed, batchSize: data.batch,
        stepsPerEpoch: data.stepsPerEpoch, stop: stop),
      settings: settings, horizon: horizon, observers: observers)
  }
}
