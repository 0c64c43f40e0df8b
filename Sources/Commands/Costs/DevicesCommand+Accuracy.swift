import Costs
import Notebook
import Reports

/// `devices check`: how well each profile predicts the networks it was not fitted on.
extension DevicesCommand {
  /// A row a profile.
  static func profiles(_ devices: [DeviceProfile]) -> Report {
    var report = Report(
      "profiles against published measurements: errors are |predicted / measured − 1| of networks "
        + "that the constants were not fitted on")
    var table = Table([
      .init("device", .left), .init("basis", .left), .init("fitted"), .init("held out"),
      .init("joules"), .init("p90"), .init("seconds"), .init("p90"), .init("family left out"),
      .init("furthest off", .left),
    ])
    var rows: [JSONValue] = []
    for device in devices {
      let accuracy = device.accuracy
      let family = accuracy == nil ? nil : device.familyLeftOutError
      func share(_ error: Double?) -> Phrase {
        "\(Figure(error.map { NumberFormat.percent($0) } ?? "–", .derived))"
      }
      let worst = accuracy.flatMap { found in
        found.worst.map { "\($0) \(signed(found.worstError ?? 0))" }
      }
      table.add([
        "\(device.name)", "\(device.basis.rawValue)",
        "\(accuracy.map { NumberFormat.count($0.fitted) } ?? "–")",
        "\(accuracy.map { NumberFormat.count($0.heldOut) } ?? "–")",
        share(accuracy?.joules?.median),
        share(accuracy?.joules?.p90), share(accuracy?.seconds?.median),
        share(accuracy?.seconds?.p90), share(family?.median),
        "\(worst ?? (device.basis == .specified ? "no network measured" : "no measurement"))",
      ])
      rows.append([
        "name": .string(device.name), "kind": "estimated",
        "basis": .string(device.basis.rawValue),
        "fitted": .integer(accuracy?.fitted ?? 0), "held_out": .integer(accuracy?.heldOut ?? 0),
        "joules_median_error": JSONValue(accuracy?.joules?.median),
        "joules_p90_error": JSONValue(accuracy?.joules?.p90),
        "seconds_median_error": JSONValue(accuracy?.seconds?.median),
        "seconds_p90_error": JSONValue(accuracy?.seconds?.p90),
        "family_left_out_error": JSONValue(family?.median),
        "family_left_out_p90_error": JSONValue(family?.p90),
        "saving_ratio_error": JSONValue(accuracy?.ratio?.median),
        "saving_ratio_p90_error": JSONValue(accuracy?.ratio?.p90),
        "worst": JSONValue(accuracy?.worst), "worst_error": JSONValue(accuracy?.worstError),
        "software": JSONValue(device.software), "superseded_by": JSONValue(device.supersededBy),
        "source": JSONValue(DeviceMeasurements.of(device)?.source),
      ])
    }
    report.add(table)
    report.say(
      "joules, seconds: the median error, behind it that which nine of ten stay below; family left "
        + "out: of each family of networks by a fit on the others")
    say(ratiosOf: devices, in: &report)
    report["profiles"] = .array(rows)
    return report
  }

  /// What a saved share is worth.
  private static func say(ratiosOf devices: [DeviceProfile], in report: inout Report) {
    let known = devices.compactMap { device in
      device.accuracy.flatMap { found in found.ratio.map { (device.name, found.pairs ?? "", $0) } }
    }
    guard !known.isEmpty else { return }
    report.say("of the ratio of two networks' joules, what a saved share is worth:")
    report.add(
      known.map { name, pairs, error in
        .init(
          name,
          "\(NumberFormat.percent(error.median)), p90 \(NumberFormat.percent(error.p90)) "
            + "(pairs of \(pairs))")
      })
  }

  /// `-44.7 %`, `+0.5 %`.
  static func signed(_ share: Double) -> String {
    (share < 0 ? "" : "+") + NumberFormat.percent(share)
  }

  /// A row a measured network.
  static func networks(_ device: DeviceProfile) -> Report {
    var report = Report()
    guard let measurements = DeviceMeasurements.of(device) else {
      report.say("no network was measured on \(device.name): nothing holds it to anything")
      report["networks"] = .array([])
      return report
    }
    let isRun = device.purpose == .training
    var table = Table([
      .init("network", .left), .init("joules"), .init("predicted"), .init("error"),
      .init("seconds"), .init("predicted"), .init("error"), .init("", .left),
    ])
    var rows: [JSONValue] = []
    // A long table is told by every so many rows.
    let every = max(1, measurements.rows.count / 60)
    for (index, row) in measurements.rows.enumerated() {
      let found = device.predicted(row)
      let joules = found.joules / row.joules - 1
      let seconds = row.seconds.map { found.seconds / $0 - 1 }
      rows.append([
        "name": .string(row.name), "family": .string(row.family), "batch": .integer(row.batch),
        "joules": .real(row.joules), "predicted_joules": .real(found.joules),
        "joules_error": .real(joules), "seconds": JSONValue(row.seconds),
        "predicted_seconds": .real(found.seconds), "seconds_error": JSONValue(seconds),
        "fitted": .bool(row.isFitted),
      ])
      guard index.isMultiple(of: every) else { continue }
      table.add([
        "\(row.title)", "\(Figure.quantity(row.joules, "J"))",
        "\(Figure.quantity(found.joules, "J"))", "\(Figure(signed(joules), .derived))",
        "\(row.seconds.map { NumberFormat.quantity($0, "s") } ?? "–")",
        "\(Figure.quantity(found.seconds, "s"))",
        "\(seconds.map { signed($0) } ?? "–")", "\(row.isFitted ? "fitted to it" : "")",
      ])
    }
    report.say(isRun ? "a whole run of each:" : "an image of each:")
    report.add(table)
    if every > 1 {
      report.say("every \(every)th of \(measurements.rows.count) rows; JSON has them all")
    }
    report.say("source: \(measurements.source)")
    report["networks"] = .array(rows)
    return report
  }

  /// A row a measured layer, and a sum a network.
  static func layers(_ device: DeviceProfile) -> Report {
    var report = Report()
    let checks = LayerCheck.of(device)
    guard !checks.isEmpty else { return report }
    var table = Table([
      .init("layer", .left), .init("joules"), .init("error"), .init("seconds"), .init("error"),
      .init("DRAM"), .init("error"), .init("bound by", .left), .init("", .left),
    ])
    for name in checks.map(\.network).uniqued {
      let own = checks.filter { $0.network == name }
      for layer in own {
        table.add([
          "\(layer.name)", "\(Figure.quantity(layer.joules, "J"))",
          "\(Figure(signed(layer.joulesError), .derived))",
          "\(Figure.quantity(layer.seconds, "s"))",
          "\(Figure(signed(layer.secondsError), .derived))",
          "\(Figure.quantity(layer.dramBytes, "B"))",
          "\(Figure(signed(layer.dramError), .derived))", "\(layer.bound.rawValue)",
          "\(layer.isFitted ? "fitted to it" : "")",
        ])
      }
      let total = LayerCheck.total(own)
      table.add([
        "\(name), all", "", "\(Figure(signed(total.joules), .derived))", "",
        "\(Figure(signed(total.seconds), .derived))", "",
        "\(Figure(signed(total.dram), .derived))", "", "",
      ])
    }
    report.say("layers on \(device.name), for the batch that was measured, the chip alone:")
    report.add(table)
    report["layers"] = .array(checks.map(value))
    report["totals"] = .array(
      checks.map(\.network).uniqued.map { name in
        let total = LayerCheck.total(checks.filter { $0.network == name })
        return [
          "name": .string(name), "joules_error": .real(total.joules),
          "seconds_error": .real(total.seconds), "dram_error": .real(total.dram),
        ]
      })
    return report
  }

  private static func value(_ layer: LayerCheck) -> JSONValue {
    [
      "name": .string(layer.name), "joules": .real(layer.joules),
      "predicted_joules": .real(layer.predictedJoules), "joules_error": .real(layer.joulesError),
      "seconds": .real(layer.seconds), "predicted_seconds": .real(layer.predictedSeconds),
      "seconds_error": .real(layer.secondsError), "dram_bytes": .real(layer.dramBytes),
      "predicted_dram_bytes": .real(layer.predictedDRAMBytes),
      "dram_error": .real(layer.dramError), "bound": .string(layer.bound.rawValue),
      "fitted": .bool(layer.isFitted),
    ]
  }
}

extension Array where Element: Hashable {
  /// Each element once, in the order of its first.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
