/// What a batch left, for the live line.
public struct StepReport: Sendable {
  public var position: Position
  public var stepsPerEpoch: Int
  public var loss: Double
  public var penalty: Double
  /// Each of the task's scores, in its order, summed over the batch.
  public var scores: [Double]
  public var count: Int
}
