/// Where a training stands. Batches are counted from the start; an epoch is as many as the data
/// has.
public struct Position: Sendable, Equatable, Codable {
  /// Epochs that ended.
  public var epoch = 0
  /// Batches of the epoch under way.
  public var batch = 0
  /// Batches in all.
  public var step = 0

  /// The start of a run.
  public init() {}

  /// So many epochs, batches of the next one, and batches in all.
  public init(epoch: Int, batch: Int, step: Int) {
    self.epoch = epoch
    self.batch = batch
    self.step = step
  }
}
