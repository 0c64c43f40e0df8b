import Training

/// What was true just before the gates became constants, and just after.
public struct FreezeReport: Sendable, Equatable, Codable {
  /// Where in the run the gates became constants.
  public var position: Position
  /// How far the gates agreed on the test split, before.
  public var agreement: Agreement
  /// Mean of |p − ½|, before.
  public var margin: Double
  /// Test accuracy of the dynamic network, before.
  public var dynamicAccuracy: Double
  /// Test accuracy with each gate at its majority, before the projection.
  public var staticAccuracy: Double
  /// Test accuracy after the projection.
  public var projectedAccuracy: Double
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
    position: Position, agreement: Agreement, margin: Double, dynamicAccuracy: Double,
    staticAccuracy: Double, projectedAccuracy: Double, shareBefore: Double, shareAfter: Double,
    gates: Int, flips: Int
  ) {
    self.position = position
    self.agreement = agreement
    self.margin = margin
    self.dynamicAccuracy = dynamicAccuracy
    self.staticAccuracy = staticAccuracy
    self.projectedAccuracy = projectedAccuracy
    self.shareBefore = shareBefore
    self.shareAfter = shareAfter
    self.gates = gates
    self.flips = flips
  }

  /// Dynamic minus static accuracy, before the projection; a share.
  public var gap: Double { dynamicAccuracy - staticAccuracy }
  /// Share of the gates that the projection changed.
  public var changedShare: Double { gates == 0 ? 0 : Double(flips) / Double(gates) }
}
