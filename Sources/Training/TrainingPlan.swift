/// A training that was cut short: what was asked for, and how much of it ran.
public struct TrainingPlan: Sendable, Hashable, Codable {
  /// The line that asked for it, without what says where it begins and where it was cut.
  public let line: String
  /// Batches of it that ran.
  public let done: Int

  /// `done` batches ran of what `line` asks for.
  public init(_ line: String, done: Int) {
    self.line = line
    self.done = done
  }
}
