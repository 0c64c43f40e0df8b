import Costs
import Notebook
import Reports

/// `devices check`: the model against what others measured.
extension DevicesCommand {
  static func check() -> Report {
    var report = Report(
      "the energy model against published measurements; distance = estimated / published − 1")
    var checks: [JSONValue] = []
    for check in PublishedCheck.all {
      report.say(
        "\(check.name), convolutions, \(check.device.name), batch \(check.batch), for an image:")
      var table = Table([
        .init("", .left), .init("published"), .init("estimated"), .init("distance"),
        .init("", .left),
      ])
      for row in check.rows {
        let unit = row.published.unit.rawValue
        table.add([
          "\(row.what)", "\(Figure.quantity(row.published.value, unit))",
          "\(Figure.quantity(row.estimated, unit))", "\(Figure(distance(row), .derived))",
          row.isFitted ? "fitted to it" : "",
        ])
        checks.append([
          "name": .string(check.name), "figure": .string(row.what),
          "device": .string(check.device.name), "batch": .integer(check.batch),
          "published": .real(row.published.value), "estimated": .real(row.estimated),
          "unit": .string(unit), "distance": .real(row.distance), "fitted": .bool(row.isFitted),
          "source": .string(row.published.source),
        ])
      }
      report.add(table)
    }
    report.say(
      "fitted to it: a constant of the profile was taken from this very figure, so its agreement "
        + "shows nothing. The chip's watts do not hold its DRAM; the model's DRAM term is left out "
        + "of its joules. The chip compresses what goes to DRAM, the model does not.")
    report.say("source: \(PublishedCheck.source)")
    report["checks"] = .array(checks)
    return report
  }

  /// `-44.7 %`, `+0.5 %`.
  static func distance(_ row: PublishedCheck.Row) -> String {
    (row.distance < 0 ? "" : "+") + NumberFormat.percent(row.distance)
  }

  static func checkExplanation() -> Explanation {
    var explanation = Explanation()
    for check in PublishedCheck.all {
      let work = check.layers.total
      let energy = EnergyModel(check.device).inference(check.layers, batch: check.batch).perImage
      explanation.formula("joules of \(check.name) without DRAM", "compute + on-chip + time")
      explanation.put(
        "\(NumberText.count(work.multiplyAdds)) × \(check.device.multiplyAdd.text) + "
          + "\(NumberText.count(energy.onChipWords)) × \(check.device.onChipWord.text) + "
          + "\(check.device.staticPower.text) × \(NumberText.seconds(energy.seconds.value)) = "
          + NumberText.joules(check.rows[0].estimated))
      explanation.formula("distance", "estimated / published − 1")
      for row in check.rows {
        let unit = row.published.unit.rawValue
        explanation.put(
          "\(row.what): \(NumberFormat.quantity(row.estimated, unit)) / "
            + "\(NumberFormat.quantity(row.published.value, unit)) − 1 = \(distance(row))")
        explanation.note("published, \(check.name), \(row.what): \(row.published.source)")
      }
    }
    explanation.source(PublishedCheck.source)
    return explanation
  }
}
