import Networks
import Pruning
import Reports
import Training

/// What a method found when it decided, for people.
enum MethodReports {
  /// How far from its target a cut may end, a share of the dense cost.
  private static let tolerance = 0.02

  /// How a share removed is compared: as a promise, unless there were blocks alone, which take the
  /// nearest reachable cut.
  ///
  /// - Parameter gated: the network before anything left.
  static func rule(target: Double, _ gated: Graph) -> ComparisonRule {
    isBlocksAlone(gated) ? .total(dense: 1) : .promise(.within(tolerance, of: target))
  }

  /// - Parameter wide: the network before anything left.
  static func report(
    _ found: MethodReport, _ request: PruningRequest, _ wide: Graph
  ) -> Report {
    switch found {
    case .freeze(let freeze): report(freeze, request, wide)
    case .cut(let cut): report(cut, request, wide)
    }
  }

  /// From how far off a target says why it was missed.
  private static let near = 0.01

  /// Why gates miss a target, a line that no other arithmetic need have; nil where they meet it.
  ///
  /// - Parameter gated: the network before anything left.
  static func miss(achieved: Double, target: Double, _ gated: Graph) -> Phrase? {
    let miss = abs(achieved - target)
    guard miss > near else { return nil }
    let noun = isBlocksAlone(gated) ? "blocks" : "channels"
    // The projection goes on for the nearest from this far off.
    let reason =
      miss > Projection.reach * Projection.tolerance
      ? "the nearest that these \(noun) allow, changed one and two at a time"
      : "no one of these \(noun), nor two together, lands within a point"
    return "missed by \(Figure.gates(NumberFormat.points(miss))), \(reason)"
  }

  private static func isBlocksAlone(_ gated: Graph) -> Bool {
    GateMap(gated).gates.allSatisfy { $0.isBlock }
  }

  private static func removed(
    _ share: Double, _ request: PruningRequest, _ wide: Graph
  ) -> Figure {
    .percent(
      share, request.target.map { rule(target: $0, wide) } ?? .total(dense: 1))
  }

  private static func report(
    _ cut: CutReport, _ request: PruningRequest, _ wide: Graph
  ) -> Report {
    let target = request.target ?? 0
    // Widths are whole: what cannot be met is told, and no promise.
    let isMet = abs(1 - cut.shareAfter - target) <= tolerance
    let isNear = abs(1 - cut.shareAfter - target) <= near
    let removed = isMet ? removed(1 - cut.shareAfter, request, wide) : .percent(1 - cut.shareAfter)
    var report = Report(
      cut.position.step == 0
        ? "channels left before the first batch:"
        : "channels left after epoch \(cut.position.epoch), batch \(cut.position.batch):")
    var rows: [Report.Fact] = [
      .init("channels", "\(Figure.gates("\(cut.removed)")) of \(cut.channels) left")
    ]
    let score = cut.score
    if let before = cut.scoreBefore, let after = cut.scoreAfter {
      rows.append(
        .init(
          "test \(score.title)",
          """
          before \(Figure.mark(Mark(score, before), digits: 2)), after \
          \(Figure.mark(Mark(score, after), digits: 2)), nothing trained between
          """))
    }
    rows.append(
      .init(
        "removed",
        """
        \(removed)\(isNear ? "" : ", the nearest this method finds"), target \
        \(Figure.percent(target)) of \(request.cost.unit)
        """))
    if let obstacle = cut.obstacle { rows.append(.init("ended", "\(obstacle.reason)")) }
    report.add(rows)
    var values: JSONObject = [
      "epoch": .integer(cut.position.epoch), "batch": .integer(cut.position.batch),
      "\(score.name)_before": JSONValue(cut.scoreBefore), score.name: JSONValue(cut.scoreAfter),
      "channels": .integer(cut.channels), "left": .integer(cut.removed),
      "removed": .real(1 - cut.shareAfter),
    ]
    if let obstacle = cut.obstacle { values["obstacle"] = .string(obstacle.reason) }
    report["cut"] = .object(values)
    return report
  }

  private static func report(
    _ freeze: FreezeReport, _ request: PruningRequest, _ wide: Graph
  ) -> Report {
    let score = freeze.score
    func figure(_ value: Double) -> Figure { .mark(Mark(score, value), digits: 2) }
    var report = Report(
      """
      the gates became constants after epoch \(freeze.position.epoch), batch \
      \(freeze.position.batch):
      """
    )
    var facts: [Report.Fact] = [
      .init(
        "before: consensus",
        """
        \(Figure.percent(freeze.agreement.consensus, .total(dense: 1))) of gates \
        (\(Figure.percent(freeze.agreement.nearConsensus, .total(dense: 1))) at 99.5 % of images)
        """),
      .init(
        "before: test \(score.title)",
        """
        dynamic \(figure(freeze.dynamicScore)), static \(figure(freeze.staticScore)), gap \
        \(Figure.difference(freeze.gap, of: score))
        """),
    ]
    if isOdd(freeze) { facts += rules(freeze) }
    facts.append(
      .init(
        "projection",
        """
        changed \(Figure.gates("\(freeze.flips)")) of \(freeze.gates) gates, \
        \(Figure.percent(freeze.changedShare, .total(dense: 1)))
        """))
    if let miss = miss(achieved: 1 - freeze.shareAfter, target: request.target ?? 0, wide) {
      facts.append(.init("target", miss))
    }
    facts += [
      .init(
        "after: test \(score.title)",
        """
        \(figure(freeze.projectedScore)), dynamic and static the same
        """),
      .init(
        "removed",
        """
        \(Figure.percent(1 - freeze.shareBefore, .total(dense: 1))) before, \
        \(removed(1 - freeze.shareAfter, request, wide)) after, \
        target \(Figure.percent(request.target ?? 0)) of \(request.cost.unit)
        """),
    ]
    report.add(facts)
    report["freeze"] = values(freeze)
    return report
  }

  private static func values(_ freeze: FreezeReport) -> JSONValue {
    let score = freeze.score
    return [
      "epoch": .integer(freeze.position.epoch), "batch": .integer(freeze.position.batch),
      "consensus": .real(freeze.agreement.consensus),
      "near_consensus": .real(freeze.agreement.nearConsensus),
      "margin": .real(freeze.margin), "dynamic_\(score.name)": .real(freeze.dynamicScore),
      "static_\(score.name)": .real(freeze.staticScore), "gap": .real(freeze.gap),
      "gates": .integer(freeze.gates), "flips": .integer(freeze.flips),
      "changed": .real(freeze.changedShare), "removed_before": .real(1 - freeze.shareBefore),
      "removed": .real(1 - freeze.shareAfter),
      "projected_\(score.name)": .real(freeze.projectedScore),
    ]
  }

  /// Whether all images agree, as far as is shown, and the scores part all the same.
  private static func isOdd(_ freeze: FreezeReport) -> Bool {
    let zero = Figure.difference(0, of: freeze.score).text
    return NumberFormat.percent(freeze.agreement.consensus) == NumberFormat.percent(1)
      && Figure.difference(abs(freeze.gap), of: freeze.score).text != zero
  }

  /// Which images and which rule each figure saw, and what decides; lines that no other arithmetic
  /// need have.
  private static func rules(_ freeze: FreezeReport) -> [Report.Fact] {
    [
      // First, for what lies between lines that show gates may be absent.
      .init(
        "what decides",
        "the averages over training images, for all \(Figure.gates("\(freeze.gates)")) gates"),
      .init("consensus, dynamic", "each of the test images by its own gates"),
      .init("static", "test images, each gate as most training images had it of late"),
    ]
  }
}
