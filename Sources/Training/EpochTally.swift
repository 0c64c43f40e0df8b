/// Sums over the batches of the epoch under way, or of the part of it that was trained in one go.
public struct EpochTally: Sendable, Hashable, Codable {
  /// Batches that ran.
  public private(set) var batches = 0
  /// Their images.
  public private(set) var count = 0
  /// Each of the task's scores, summed over the images, by name; images right, for `accuracy`.
  public private(set) var scores: [String: Double] = [:]
  /// Summed over the images.
  public private(set) var loss = 0.0
  /// The method's own terms, summed over the batches.
  public private(set) var penalty = 0.0

  /// Nothing yet.
  public init() {}

  mutating func add(_ step: StepReport, _ task: any Task) {
    batches += 1
    count += step.count
    for (score, sum) in zip(task.scores, step.scores) { scores[score.name, default: 0] += sum }
    loss += step.loss * Double(step.count)
    penalty += step.penalty
  }

  /// Whether it is of a task with these scores.
  public func isOf(_ task: any Task) -> Bool {
    batches == 0 || Set(scores.keys) == Set(task.scores.map(\.name))
  }
}
