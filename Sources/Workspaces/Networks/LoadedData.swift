import Datasets

/// The data in use.
public struct LoadedData: Sendable {
  /// What was asked for, so that a file can load the same again.
  public var request: DatasetRequest
  /// What was found.
  public var dataset: Dataset
  /// Images of a training batch.
  public var batch: Int

  /// What `request` led to; `batch` is at least 1.
  public init(request: DatasetRequest, dataset: Dataset, batch: Int) {
    self.request = request
    self.dataset = dataset
    self.batch = batch
  }

  /// Images of a whole training batch: all that there are where the data have fewer than `batch`.
  public var largestBatch: Int { min(batch, dataset.training.count) }

  /// Batches of one epoch.
  public var stepsPerEpoch: Int {
    (dataset.training.count + batch - 1) / batch
  }
}
