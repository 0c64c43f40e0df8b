import Costs
import Language
import Notebook
import Reports

/// `devices check`: the model against what others measured.
extension DevicesCommand {
  static func check(_ arguments: BoundArguments) throws -> Report {
    let typed = arguments.word("DEVICE").flatMap(DeviceCatalog.find)
    let wantsLayers = arguments.isTyped("detail") || arguments.word("DEVICE") == "layers"
    if let typed, wantsLayers, LayerCheck.of(typed).isEmpty {
      throw arguments.error(
        .badValue, "no layer was measured on \(typed.name), only whole networks if any",
        at: "detail", hint: "devices check \(typed.name)")
    }
    let devices = typed.map { [$0] } ?? DeviceCatalog.all
    var report = profiles(devices)
    if let typed, !wantsLayers { report.append(networks(typed)) }
    if wantsLayers { for device in devices { report.append(layers(device)) } }
    if typed == nil { report.append(published()) }
    return report
  }

  /// The figures that the first check had: Eyeriss as a whole, on the roofline of its old profile.
  private static func published() -> Report {
    var report = Report(
      "single figures beside eyeriss-65nm; distance = estimated / published − 1")
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
    signed(row.distance)
  }

  static func checkExplanation() -> Explanation {
    var explanation = Explanation()
    for check in PublishedCheck.all {
      guard let form = check.device.roofline else { continue }
      let work = check.layers.total
      let energy = EnergyModel(check.device).inference(check.layers, batch: check.batch).perImage
      explanation.formula("joules of \(check.name) without DRAM", "compute + on-chip + time")
      explanation.put(
        "\(NumberText.count(work.multiplyAdds)) × \(form.multiplyAdd.text) + "
          + "\(NumberText.count(energy.onChipWords)) × \(form.onChipWord.text) + "
          + "\(form.staticPower.text) × \(NumberText.seconds(energy.seconds.value)) = "
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
