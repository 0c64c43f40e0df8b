import Datasets
import Tensors

/// What a step knows of its surroundings.
public struct StepContext {
  /// Whose training images make the batches.
  public let dataset: Dataset
  /// What is learned.
  public let task: any Task
  /// Of shuffling, augmentation, dropout and the method's own draws.
  public let seed: UInt64
  /// Images of a batch; the last one of an epoch may have fewer.
  public let batchSize: Int
  /// Batches of a whole epoch.
  public let stepsPerEpoch: Int
  /// Raised by Ctrl-C: the step under way is given up; nil: nothing interrupts.
  public let stop: StopFlag?
  /// The processes that share out each batch, of which none may stop where the others go on, and
  /// the flag that they look at together between two steps; nil: this process is alone.
  public var ranks: (group: RankGroup, stop: StopFlag)?

  /// Surroundings that stay the same from step to step.
  public init(
    dataset: Dataset, task: any Task, seed: UInt64, batchSize: Int, stepsPerEpoch: Int,
    stop: StopFlag?
  ) {
    self.dataset = dataset
    self.task = task
    self.seed = seed
    self.batchSize = batchSize
    self.stepsPerEpoch = stepsPerEpoch
    self.stop = stop
  }

  /// Whether some process was asked to stop.
  var isStopped: Bool {
    ranks.map { $0.group.any($0.stop.isRaised, at: .step) } ?? false
  }

  /// Whether all processes go on behind an edge: one of them may have failed to write.
  func allGoOn(_ goesOn: Bool) -> Bool {
    ranks.map { !$0.group.any(!goesOn, at: .edge) } ?? goesOn
  }
}
