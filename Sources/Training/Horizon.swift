/// A stretch of training along which a schedule runs, in batches.
public struct Horizon: Sendable, Equatable, Codable {
  /// The step it begins at.
  public var start: Int
  /// Batches from the start to the end.
  public var steps: Int

  /// From step `start`, `steps` batches long; of 0 batches it is at its end at once.
  public init(start: Int, steps: Int) {
    self.start = start
    self.steps = steps
  }

  /// Batches and epochs: more than anybody trains, few enough to add up.
  public static let counts = 0...1 << 40

  /// Whether a typed line can lead to it.
  public var isPossible: Bool { Self.counts.contains(start) && Self.counts.contains(steps) }

  /// 0 at the start, 1 at the end and after it.
  public func progress(at step: Int) -> Double {
    steps <= 0 ? 1 : min(max(Double(step - start) / Double(steps), 0), 1)
  }
}
