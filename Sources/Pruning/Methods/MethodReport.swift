import Training

/// What a method found when it decided for good.
public enum MethodReport: Sendable, Equatable, Codable {
  /// Gates became constants.
  case freeze(FreezeReport)
  /// Channels were cut.
  case cut(CutReport)
}

/// What a cut took away, and how the network did just before it and just after.
public struct CutReport: Sendable, Equatable, Codable {
  /// Where in the run the last channel left.
  public var position: Position
  /// The score that the figures below are of, on the test split; nil for accuracy.
  public var scoreName: String?
  /// Before the cut, nothing trained between; nil where nothing was trained yet.
  public var scoreBefore: Double?
  /// Right after the cut; nil where nothing was trained yet.
  public var scoreAfter: Double?
  /// Share of the dense cost that stays.
  public var shareAfter: Double
  /// Channels that left, of all that could.
  public var removed: Int
  /// All channels that could leave before the first cut.
  public var channels: Int
  /// Why the method ended without this cut; nil where it was made.
  public var obstacle: Obstacle?

  /// What keeps channels from leaving.
  public enum Obstacle: String, Sendable, Codable {
    case noLayer, notRemovable

    /// As a sentence ends with it.
    public var reason: String {
      switch self {
      case .noLayer: "no layer is left that can lose channels"
      case .notRemovable: "the network cannot be built without them"
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case position, shareAfter, removed, channels, obstacle
    case scoreName = "score"
    case scoreBefore = "accuracyBefore"
    case scoreAfter = "accuracyAfter"
  }

  /// The score that the figures are of.
  public var score: Score { TaskCatalog.score(named: scoreName) }
}
