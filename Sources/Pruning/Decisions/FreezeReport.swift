import Training

/// What was true just before the gates became constants, and just after.
public struct FreezeReport: Sendable, Equatable, Codable {
  /// Where in the run the gates became constants.
  public var position: Position
  /// How far the gates agreed on the test split, before.
  public var agreement: Agreement
  /// Mean of |p − ½|, before.
  public var margin: Double
  /// The score that the figures below are of, on the test split; nil for accuracy.
  public var scoreName: String?
  /// Of the dynamic network, before.
  public var dynamicScore: Double
  /// With each gate at its majority, before the projection.
  public var staticScore: Double
  /// After the projection.
  public var projectedScore: Double
  /// Share of the dense cost at the majority, and after the projection.
  public var shareBefore: Double
  /// Share of the dense cost after the projection.
  public var shareAfter: Double
  /// Gates that were decided, those that had left before not among them.
  public var gates: Int
  /// Gates that the projection changed.
  public var flips: Int

  /// A report; shares and accuracies are 0…1.
  public init(
    position: Position, agreement: Agreement, margin: Double, score: Score,
    dynamicScore: Double, staticScore: Double, projectedScore: Double, shareBefore: Double,
    shareAfter: Double,
    gates: Int, flips: Int
  ) {
    self.position = position
    self.agreement = agreement
    self.margin = margin
    scoreName = TaskCatalog.name(of: score)
    self.dynamicScore = dynamicScore
    self.staticScore = staticScore
    self.projectedScore = projectedScore
    self.shareBefore = shareBefore
    self.shareAfter = shareAfter
    self.gates = gates
    self.flips = flips
  }

  private enum CodingKeys: String, CodingKey {
    case position, agreement, margin, shareBefore, shareAfter, gates, flips
    case scoreName = "score"
    case dynamicScore = "dynamicAccuracy"
    case staticScore = "staticAccuracy"
    case projectedScore = "projectedAccuracy"
  }

  /// The score that the figures are of.
  public var score: Score { TaskCatalog.score(named: scoreName) }
  /// Dynamic minus static, before the projection.
  public var gap: Double { dynamicScore - staticScore }
  /// Share of the gates that the projection changed.
  public var changedShare: Double { gates == 0 ? 0 : Double(flips) / Double(gates) }
}
