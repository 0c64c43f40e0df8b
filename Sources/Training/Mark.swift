/// What a score came to.
public struct Mark: Sendable, Hashable {
  /// What it is a value of.
  public let score: Score
  /// In the score's unit.
  public let value: Double

  /// A value of `score`.
  public init(_ score: Score, _ value: Double) {
    self.score = score
    self.value = value
  }
}
