import Tensors
import Training

extension Trainer {
  /// Trains on data as they are loaded, batch by batch.
  init(
    _ data: LoadedData, seed: UInt64, _ settings: OptimizerSettings, _ horizon: Horizon,
    stop: StopFlag, observers: [any TrainingObserver] = []
  ) {
    self.init(
      context: StepContext(
        dataset: data.dataset, seed: seed, batchSize: data.batch,
        stepsPerEpoch: data.stepsPerEpoch, stop: stop),
      settings: settings, horizon: horizon, observers: observers)
  }
}
