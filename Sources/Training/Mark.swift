/// What a score came to.
public struct Mark: Sendable, Hashable {
  public let score: Score
  public let value: Double

  public init(_ score: Score, _ value: Double) {
    self.score = score
    self.value = value
  }
}
