import Networks
import Pruning

/// What a freeze or a projection did, for people.
enum FreezeReports {
  /// How a share removed is compared: as a promise, unless there were blocks alone, which take the
  /// nearest reachable cut.
  ///
  /// - Parameter gated: the network before anything left.
  static func rule(target: Double, _ gated: Graph) -> ComparisonRule {
    GateMap(gated).gates.allSatisfy { $0.isBlock }
      ? .total(dense: 1) : .promise(.within(0.02, of: target))
  }

  static func report(
    _ freeze: FreezeReport, _ settings: ConsensusSettings, _ gated: Graph
  ) -> Report {
    var report = Report(
      "the gates became constants after epoch \(freeze.position.epoch), batch \(freeze.position.batch):"
    )
    report.add([
      .init(
        "before: consensus",
        """
        \(Figure.percent(freeze.agreement.consensus, .total(dense: 1))) of gates \
        (\(Figure.percent(freeze.agreement.nearConsensus, .total(dense: 1))) at 99.5 % of images)
        """),
      .init(
        "before: test accuracy",
        """
        dynamic \(Figure.accuracy(freeze.dynamicAccuracy, digits: 2)), static \
        \(Figure.accuracy(freeze.staticAccuracy, digits: 2)), gap \
        \(Figure.points(freeze.gap))
        """),
      .init(
        "projection",
        """
        changed \(Figure.gates("\(freeze.flips)")) of \(freeze.gates) gates, \
        \(Figure.percent(freeze.changedShare, .total(dense: 1)))
        """),
      .init(
        "after: test accuracy",
        """
        \(Figure.accuracy(freeze.projectedAccuracy, digits: 2)), dynamic and static the same
        """),
      .init(
        "removed",
        """
        \(Figure.percent(1 - freeze.shareBefore, .total(dense: 1))) before, \
        \(Figure.percent(1 - freeze.shareAfter, rule(target: settings.target, gated))) after, \
        target \(Figure.percent(settings.target)) of \(settings.cost.unit)
        """),
    ])
    report["freeze"] = [
      "epoch": .integer(freeze.position.epoch), "batch": .integer(freeze.position.batch),
      "consensus": .real(freeze.agreement.consensus),
      "near_consensus": .real(freeze.agreement.nearConsensus),
      "margin": .real(freeze.margin), "dynamic_accuracy": .real(freeze.dynamicAccuracy),
      "static_accuracy": .real(freeze.staticAccuracy), "gap": .real(freeze.gap),
      "gates": .integer(freeze.gates), "flips": .integer(freeze.flips),
      "changed": .real(freeze.changedShare), "removed_before": .real(1 - freeze.shareBefore),
      "removed": .real(1 - freeze.shareAfter),
      "projected_accuracy": .real(freeze.projectedAccuracy),
    ]
    return report
  }
}
