import Datasets

/// The data in use.
public struct LoadedData: Sendable {
  public var request: DatasetRequest
  public var dataset: Dataset
  /// Images of a training batch.
  public var batch: Int

  /// Batches of one epoch.
  public var stepsPerEpoch: Int {
    (dataset.training.count + batch - 1) / batch
  }
}
