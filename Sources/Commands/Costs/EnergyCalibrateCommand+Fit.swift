import Costs
import Datasets
import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// `energy calibrate from=FILE.csv to=NAME.device`: a profile from somebody's own measurements.
extension EnergyCalibrateCommand {
  static func fitted(_ arguments: BoundArguments, _ context: CommandContext) throws -> Report {
    for option in ["watts", "idle", "source"] where arguments.isTyped(option) {
      throw arguments.error(
        .badValue, "‘\(option)=’ is of this machine, and from= of the device that was measured",
        at: option, hint: "energy calibrate from=FILE.csv to=NAME.device")
    }
    guard arguments.isTyped("from"), arguments.isTyped("to") else {
      throw arguments.error(
        .missingArgument, "from= and to= go together: measurements, and the profile fitted to them",
        at: arguments.isTyped("from") ? "from" : "to",
        hint: "energy calibrate from=FILE.csv to=NAME.device")
    }
    let file = try DeviceOutput(arguments, context)
    let path = try arguments.readPath("from", context.scope)!
    let typed = FilePath.split(path).name
    let rows = try measurements(path, arguments, context)
    let source = "\(NumberFormat.counted("row", rows.count)) of \(typed)"
    let fitted = DeviceFit(rows, name: file.name, source: source) { context.stop.isRaised }
    try context.checkStop()
    guard let fit = fitted else {
      throw arguments.error(
        "bad-device", "no sum of prices fits these measurements", at: "from",
        hint: "‘energy plan’ names networks that tell most")
    }
    if let index = fit.errors.firstIndex(where: {
      $0.map { !(0.01...100).contains(1 + $0) } ?? false
    }) {
      throw arguments.error(
        "bad-measurements",
        "‘\(rows[index].network)’ lies a hundred times from what the other rows "
          + "say, so its units differ", at: "from",
        hint: "joules in J and seconds in s, of one image, in every row")
    }
    warn(fit, rows, context)
    var report = report(fit, rows)
    report.append(try file.write(fit.profile))
    return report
  }

  /// What is possible, but more often a slip: other units, joules of a batch.
  private static func warn(
    _ fit: DeviceFit, _ rows: [DeviceFit.Row], _ context: CommandContext
  ) {
    if let price = fit.profile.additive?.multiplyAdd.joules, price.value > 100e-9 {
      context.warn(
        "a multiply-add of \(price.text) is dearer than on any device measured; joules are "
          + "in J, of one image")
    }
    for (row, error) in zip(rows, fit.errors) {
      guard let error, !(1.0 / 3...3).contains(1 + error) else { continue }
      context.warn(
        "‘\(row.network)’ at batch \(row.batch) is \(NumberFormat.short(1 / (1 + error))) times "
          + "what the other networks say; is it joules of one image?")
    }
  }

  private static func measurements(
    _ path: String, _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> [DeviceFit.Row] {
    do {
      // One network has several spellings, and is left out as one.
      var names: [ProductCounts: String] = [:]
      return try MeasurementTable(path, context.scope, context.stop).rows.map {
        let name = names[$0.counts] ?? $0.network
        names[$0.counts] = name
        return DeviceFit.Row(
          network: name, batch: $0.batch, joules: $0.joules, seconds: $0.seconds,
          counts: $0.counts)
      }
    } catch let refusal as MeasurementTable.Refusal {
      throw arguments.error(
        "bad-measurements",
        "line \(refusal.line) of ‘\(arguments.text("from") ?? "")’: "
          + refusal.message, at: "from", hint: refusal.hint)
    } catch {
      throw arguments.fileError(error, at: "from", in: context.scope)
    }
  }

  private static func report(
    _ fit: DeviceFit, _ rows: [DeviceFit.Row]
  ) -> Report {
    let standing = ModelStanding(fit.profile)
    var report = Report("\(fit.profile.name): \(fit.profile.summary)")
    var constants = Table([.init("constant", .left), .init("value")])
    for (name, figure) in fit.profile.constants {
      constants.add(["\(name)", "\(figure.text)"])
    }
    report.add(constants)
    var table = Table([
      .init("network", .left), .init("batch"), .init("measured"), .init("predicted"),
      .init("error"),
      .init("left out"),
    ])
    var values: [JSONValue] = []
    for (row, error) in zip(rows, fit.errors) {
      let found = fit.profile.joules(of: row.counts, batch: row.batch) ?? 0
      let own = found / row.joules - 1
      table.add([
        "\(row.network)", "\(row.batch)", "\(Figure.quantity(row.joules, "J"))",
        "\(Figure.quantity(found, "J"))", "\(Figure(DevicesCommand.signed(own), .derived))",
        "\(Figure(error.map { DevicesCommand.signed($0) } ?? "–", .derived))",
      ])
      values.append([
        "network": .string(row.network), "batch": .integer(row.batch), "joules": .real(row.joules),
        "predicted_joules": .real(found), "error": .real(own), "left_out_error": JSONValue(error),
      ])
    }
    report.add(table)
    for sentence in fit.merged { report.say("\(sentence)") }
    if let error = fit.profile.accuracy?.joules, let tests = standing.tests {
      report.say(
        "joules \(Figure.percent(error.median, .derived)) off, p90 "
          + "\(Figure.percent(error.p90, .derived)) (\(tests))")
    } else {
      report.say("too few networks to leave one out: the error is not known")
    }
    report["name"] = .string(fit.profile.name)
    report["basis"] = .string(fit.profile.basis.rawValue)
    report["kind"] = "estimated"
    report["rows"] = .array(values)
    report["merged"] = .array(fit.merged.map { .string($0) })
    report["joules_median_error"] = JSONValue(fit.profile.accuracy?.joules?.median)
    report["joules_p90_error"] = JSONValue(fit.profile.accuracy?.joules?.p90)
    report["uncertainty"] = JSONValue(fit.profile.accuracy?.uncertainty)
    return report
  }

  static func fitExplanation() -> Explanation {
    var explanation = Explanation()
    explanation.formula(
      "prices", "those that are not negative and make Σ (predicted / measured − 1)² least")
    explanation.formula("left out", "predicted / measured − 1 by a fit without that network")
    explanation.source("a sum of launch, arithmetic and bytes; LAPACK, dgelsd")
    return explanation
  }
}
