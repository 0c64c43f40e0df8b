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
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? {
    AnswerBasis(
      .named(["A", "B"].compactMap { arguments.text($0) }), needsNumbers: true, needsData: true)
  }

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
          let dense = model.inference(entry.denseLayers).joules.value
          return "\(Figure.quantity(estimate.joules.value, "J", rule(entry, dense: dense)))"
        }
      ))
    var report = try report(names, rows, values, networks, context.stop)
    for (small, other) in [(entries[0], entries[1]), (entries[1], entries[0])] {
      if let moved = moved(small, since: other) { report.say("\(moved)") }
    }
    for entry in entries where entry.network.hasGates {
      report.say("‘\(entry.name)’ has gates: its static sub-network is compared")
    }
    return report
  }

  /// Says that the network which `small` was compacted from was trained on.
  private static func moved(_ small: NetworkEntry, since other: NetworkEntry) -> String? {
    guard let origin = small.origin, let then = origin.position, origin.name == other.name,
      small.name != other.name, then != other.run.position
    else { return nil }
    var old = other
    old.run.position = then
    return "‘\(small.name)’ was compacted from ‘\(other.name)’ \(old.place), which is now "
      + other.place
  }

  /// What gates decide is a result, and what training shaped too.
  private static func rule(_ entry: NetworkEntry, dense: Double) -> ComparisonRule {
    entry.network.hasGates ? .total(dense: dense) : entry.rule(dense: dense)
  }

  private static func report(
    _ names: [String], _ rows: [(String, [Phrase])], _ values: [[String: JSONValue]],
    _ networks: [Network], _ stop: StopFlag
  ) throws -> Report {
    var table = Table([.init("", .left), .init(names[0]), .init(names[1])])
    for (title, cells) in rows { table.add(["\(title)"] + cells) }
    var report = Report()
    report.add(table)
    var values = values
    var times = Table([.init("measured, batch 128", .left), .init("median"), .init("spread")])
    for (index, network) in networks.enumerated() {
      let timing = try InferenceTiming.measure(network, batch: 128, stop: stop)
      times.add([
        "\(names[index])", "\(NumberFormat.quantity(timing.median, "s")) a batch",
        "\(NumberFormat.quantity(timing.spread, "s"))",
      ])
      values[index]["milliseconds"] = .real(timing.median * 1000)
    }
    report.add(times, volatile: true)
    for (name, found) in zip(names, values) {
      var object = JSONObject()
      for key in ["accuracy", "connections", "parameters", "macs", "joules", "milliseconds"] {
        if let value = found[key] { object[key] = value }
      }
      report[name] = .object(object)
    }
    return report
  }
}
