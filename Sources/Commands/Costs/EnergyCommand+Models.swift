import Costs
import Reports
import Workspaces

/// `energy models`: one claim under three models.
extension EnergyCommand {
  static func models(
    _ now: EnergyEstimate, _ dense: EnergyEstimate, _ model: EnergyModel, _ entry: NetworkEntry,
    _ workspace: Workspace
  ) -> Report {
    let claim = EnergyClaim(now.perImage, against: dense.perImage)
    let isTrained = entry.isResult
    func share(_ share: Double) -> Figure {
      .percent(share, isTrained ? .total(dense: 1) : .derived)
    }
    var report = Report(
      "the same claim under three models, an image on \(now.device), batch \(now.batch) (estimated)"
    )
    report.add(table(claim, isTrained))
    let operations = claim.rows[0].saved
    let whole = claim.rows[claim.rows.count - 1].saved
    report.say(
      """
      counting operations alone says \(share(operations)) saved, the whole model \(share(whole)); \
      the three differ by up to \(points(claim.spread, isTrained))
      """)
    report.say(sourceOf: model, in: workspace, batch: now.batch)
    report["models"] = rows(claim)
    report["spread"] = .real(claim.spread)
    report["joules"] = .real(now.joules.value)
    report["dense_joules"] = .real(dense.joules.value)
    report["saved"] = .real(whole)
    report["kind"] = .string(now.kind.rawValue)
    report["device"] = .string(now.device)
    report["batch"] = .integer(now.batch)
    return report
  }

  private static func table(_ claim: EnergyClaim, _ isTrained: Bool) -> Table {
    var table = Table([
      .init("model", .left), .init("terms", .left), .init("now"), .init("dense"), .init("saved"),
    ])
    for row in claim.rows {
      let now = Figure.quantity(
        row.joules.value, "J", isTrained ? .total(dense: row.dense.value) : .derived)
      table.add([
        "\(row.scope.title)", "\(row.scope.formula)", "\(now)",
        "\(Figure.quantity(row.dense.value, "J"))",
        "\(Figure.percent(row.saved, isTrained ? .total(dense: 1) : .derived))",
      ])
    }
    return table
  }

  /// `12.3 points`; the difference of shares of a trained network is a result too.
  private static func points(_ difference: Double, _ isTrained: Bool) -> Figure {
    Figure(
      NumberFormat.fixed(difference * 100, 1) + " points", isTrained ? .total(dense: 1) : .derived)
  }

  /// The rows as JSON, each under its scope's name.
  static func rows(_ claim: EnergyClaim) -> JSONValue {
    .array(
      claim.rows.map {
        [
          "name": .string($0.scope.rawValue), "terms": .string($0.scope.formula),
          "joules": .real($0.joules.value), "dense_joules": .real($0.dense.value),
          "saved": .real($0.saved),
        ]
      })
  }
}
