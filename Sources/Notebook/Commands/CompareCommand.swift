import Costs
import Language
import Networks
import Tensors
import Training

/// `compare NAME NAME`.
enum CompareCommand: Command {
  static let signature = Signature(
    "compare", group: CommandGroup.costs, "two networks side by side",
    positionals: [
      .required("A", .name, "a network", names: "network"),
      .required("B", .name, "another", names: "network"),
    ],
    examples: [.init("compare dense half")],
    details: """
      Accuracy on the test split, counts, joules on the default device, measured time. Of a network \
      with gates its static sub-network is compared, each gate at its decision.
      """)
  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let names = [try arguments.required("A", \.text), try arguments.required("B", \.text)]
    let entries = try zip(names, ["A", "B"]).map {
      try arguments.asking(arguments.entry(draft, named: $0.0, at: $0.1), draft, context)
    }
    let networks = try entries.map { try $0.staticNetwork() }
    let model = EnergyModel()
    var rows: [(String, [Phrase])] = []
    var values: [[String: JSONValue]] = [[:], [:]]
    if draft.data != nil {
      var cells: [Phrase] = []
      for (index, network) in networks.enumerated() {
        let data = try arguments.dataFitting(network, draft)
        let found = try Evaluation.run(
          network, on: data.dataset.test, of: data.dataset, stop: context.stop)
        cells.append("\(Figure.accuracy(found.accuracy, digits: 2))")
        values[index]["accuracy"] = .real(found.accuracy)
      }
      rows.append(("test accuracy", cells))
    }
    for (key, title, path) in [
      ("connections", "connections", \Work.connections),
      ("parameters", "parameters", \Work.parameters), ("macs", "multiply-adds", \Work.multiplyAdds),
    ] {
      rows.append(
        (
          title,
          zip(entries, networks).map { entry, network in
            let number = network.graph.work.total[keyPath: path]
            return
              "\(NetworkReports.count(number, rule(entry, dense: entry.denseTotal[keyPath: path])))"
          }
        ))
      for (index, network) in networks.enumerated() {
        values[index][key] = NetworkReports.value(network.graph.work.total[keyPath: path])
      }
    }
    rows.append(
      (
        "joules (estimated, \(model.device.name))",
        entries.enumerated().map { index, entry in
          let estimate = model.inference(networks[index].graph.work)
          values[index]["joules"] = .real(estimate.joules.value)
          values[index]["kind"] = .string(estimate.kind.rawValue)
          values[index]["source"] = .string(estimate.source)
          let dense = model.inference(entry.denseLayers).joules.value
          return "\(Figure.quantity(estimate.joules.value, "J", rule(entry, dense: dense)))"
        }
      ))
    let gauge = EnergyGauge(draft)
    let times = try InferenceTiming.measure(networks, batch: 128, stop: context.stop)
    var report = try report(names, rows, values, networks, times, gauge, context.stop)
    if networks[0].graph.input == networks[1].graph.input {
      let cuts = try CutComparison(
        dense: networks[0], small: networks[1],
        layers: (networks[0].graph.work, networks[1].graph.work), model, batch: 1, images: 128,
        times: times, gauge, context.stop)
      report.append(cuts.report(against: names[0]))
    }
    for entry in entries where entry.network.hasGates {
      report.say("‘\(entry.name)’ has gates: its static sub-network is compared")
    }
    return report
  }

  /// What gates decide is a result, and what training shaped too.
  private static func rule(_ entry: NetworkEntry, dense: Double) -> ComparisonRule {
    entry.network.hasGates ? .total(dense: dense) : entry.rule(dense: dense)
  }

  private static func report(
    _ names: [String], _ rows: [(String, [Phrase])], _ values: [[String: JSONValue]],
    _ networks: [Network], _ timings: [InferenceTiming], _ gauge: EnergyGauge, _ stop: StopFlag
  ) throws -> Report {
    var table = Table([.init("", .left), .init(names[0]), .init(names[1])])
    for (title, cells) in rows { table.add(["\(title)"] + cells) }
    var report = Report()
    report.add(table)
    var values = values
    var times = Table([
      .init("measured, batch 128", .left), .init("median"), .init("spread"),
      .init("energy an image"),
    ])
    var rung = ""
    for (index, network) in networks.enumerated() {
      let timing = timings[index]
      let energy = try gauge.inference(network, batch: 128, seconds: timing.median, stop: stop)
      times.add([
        "\(names[index])", "\(NumberFormat.quantity(timing.median, "s")) a batch",
        "\(NumberFormat.quantity(timing.spread, "s"))", "\(energy.amount)",
      ])
      rung = energy.rung
      values[index]["milliseconds"] = .real(timing.median * 1000)
      values[index]["meter"] = .object(energy.value)
    }
    report.add(times, volatile: true)
    report.say("energy of this machine: \(rung)", volatile: true)
    for (name, found) in zip(names, values) {
      var object = JSONObject()
      for key in [
        "accuracy", "connections", "parameters", "macs", "joules", "kind", "source", "milliseconds",
        "meter",
      ] {
        if let value = found[key] { object[key] = value }
      }
      report[name] = .object(object)
    }
    return report
  }
}
