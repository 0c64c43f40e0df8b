/// What a batch left, for the live line.
public struct StepReport: Sendable {
  /// Where the training stands after it.
  public var position: Position
  /// Batches of an epoch.
  public var stepsPerEpoch: Int
  /// The mean loss of the task; not a number where the step was not made.
  public var loss: Double
  /// What the method's own terms came to.
  public var penalty: Double
  /// Each of the task's scores, in its order, summed over the batch.
  public var scores: [Double]
  /// Images of the batch.
  public var count: Int
}
