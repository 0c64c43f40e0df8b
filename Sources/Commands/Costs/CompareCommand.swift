import Costs
import Language
import Networks
import Notebook
import Reports
import Tensors
import Training
import Workspaces

/// `compare NAME NAME… [on=DEVICE] [models=on]`.
enum CompareCommand: Command {
  static let signature = Signature(
    "compare", group: CommandGroup.costs, "networks side by side",
    positionals: [
      .variadic("NAME", .name, "two networks or more", atLeast: 2, names: "network")
    ],
    options: [
      DeviceChoice.fixedOption("the device profile of the joules"),
      .option("models", .choice(["on"]), "joules under three models, and what each saves"),
    ],
    examples: [
      .init("compare dense half"), .init("compare dense half on=nucleo-h7a3"),
      .init("compare dense half models=on", "how much of it is model"),
    ],
    details: """
      Accuracy on the test split, counts, joules, measured time. Of a network with gates its \
      static sub-network is compared, each gate at its decision. Of three networks or more a \
      second table tells by how much each quantity is cut against the first network.
      """,
    otherNames: ["diff", "vs"],
    otherWords: DeviceChoice.otherWords)
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? {
    AnswerBasis(
      .named(arguments.all("NAME").map(\.text)), needsNumbers: true, needsData: true)
  }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    Effect.training.map { .read($0) } + [.readDevice]
      + arguments.all("NAME").flatMap { name -> [Effect] in
        [.read(.network(name.text)), .use(.named(name.text))]
      }
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let names = arguments.all("NAME").map(\.text)
    let entries = try names.enumerated().map { index, name in
      try arguments.asking(
        arguments.entry(draft, named: name, at: "NAME", index: index), draft, context)
    }
    let networks = try entries.map { try $0.staticNetwork() }
    let model = try Self.model(arguments, draft, context)
    for entry in entries { try arguments.refuseUnmeasured(model.device, entry.denseLayers) }
    var rows: [(String, [Phrase])] = []
    var values = names.map { _ in [String: JSONValue]() }
    if draft.data != nil {
      rows.append(try scores(networks, arguments, draft, &values, context.stop))
    }
    var cuts: [(title: String, shares: [Double])] = []
    addCounts(entries, networks, to: &rows, &cuts, &values)
    addJoules(entries, networks, model, to: &rows, &cuts, &values)
    if asksModels(arguments) {
      addModels(entries, try claims(networks.map(\.graph), model), to: &rows, &values)
    }
    var report = Report()
    report.add(table("", names, rows))
    report.say(standingOf: model, batch: 1)
    if names.count > 2 { report.add(table(cuts, names, entries)) }
    let gauge = EnergyGauge(draft)
    let images = CutComparison.images(networks.map(\.graph))
    let times = try InferenceTiming.measure(networks, batch: images, stop: context.stop)
    let energies = try gauge.inferences(networks, batch: images, times, stop: context.stop)
    measure(names, images, times.map(\.seconds), energies, &values, &report)
    if names.count == 2, networks[0].graph.input == networks[1].graph.input {
      let cuts = CutComparison(
        layers: (networks[0].graph.work, networks[1].graph.work), model, batch: 1, images: images,
        times: (times[0].seconds, times[1].seconds),
        energies: gauge.isInstrument ? (energies[0], energies[1]) : nil)
      report.append(cuts.report(against: names[0], besides: names))
    }
    for small in entries {
      for other in entries {
        if let moved = moved(small, since: other) { report.say("\(moved)") }
      }
    }
    for small in entries.dropFirst() {
      if let remark = cut(entries[0], networks[0], of: small) { report.say(remark, volatile: true) }
    }
    for remark in entries.compactMap(NetworkReports.unread) { report.say("\(remark)") }
    for entry in entries where entry.network.hasGates {
      report.say("‘\(entry.name)’ has gates: its static sub-network is compared")
    }
    return report
  }

  private static func scores(
    _ networks: [Network], _ arguments: BoundArguments, _ draft: Workspace,
    _ values: inout [[String: JSONValue]], _ stop: StopFlag
  ) throws -> (String, [Phrase]) {
    var cells: [Phrase] = []
    for (index, network) in networks.enumerated() {
      let data = try arguments.dataFitting(network, draft)
      let found = try Evaluation.run(
        network, on: data.dataset.test, of: data.dataset, for: draft.task, stop: stop)
      cells.append("\(Figure.mark(found.mark, digits: 2))")
      values[index][found.mark.score.name] = .real(found.mark.value)
    }
    return ("test \(draft.task.scores[0].title)", cells)
  }

  private static func addCounts(
    _ entries: [NetworkEntry], _ networks: [Network], to rows: inout [(String, [Phrase])],
    _ cuts: inout [(title: String, shares: [Double])], _ values: inout [[String: JSONValue]]
  ) {
    for (index, entry) in entries.enumerated() {
      values[index]["unread_macs"] = NetworkReports.value(entry.denseGraph.unreadMacs)
    }
    for (key, title, path) in [
      ("connections", "connections", \Work.connections),
      ("parameters", "parameters", \Work.parameters), ("macs", "multiply-adds", \Work.multiplyAdds),
    ] {
      let numbers = networks.map { $0.graph.work.total[keyPath: path] }
      rows.append(
        (
          title,
          zip(entries, numbers).map { entry, number in
            "\(NetworkReports.count(number, rule(entry, dense: entry.denseTotal[keyPath: path])))"
          }
        ))
      for (index, number) in numbers.enumerated() {
        values[index][key] = NetworkReports.value(number)
      }
      if key != "parameters" { cuts.append((title, Self.cuts(numbers, key, &values))) }
    }
  }

  private static func addJoules(
    _ entries: [NetworkEntry], _ networks: [Network], _ model: EnergyModel,
    to rows: inout [(String, [Phrase])], _ cuts: inout [(title: String, shares: [Double])],
    _ values: inout [[String: JSONValue]]
  ) {
    let joules = networks.map { model.inference($0.graph.work).joules.value }
    rows.append(
      (
        "joules (estimated, \(model.device.name))",
        zip(entries, joules).map { entry, joules in
          let dense = model.inference(entry.denseLayers).joules.value
          return "\(Figure.quantity(joules, "J", rule(entry, dense: dense)))"
        }
      ))
    for (index, joules) in joules.enumerated() {
      values[index]["joules"] = .real(joules)
      values[index]["kind"] = "estimated"
      values[index]["device"] = .string(model.device.name)
      values[index]["source"] = .string(model.source)
    }
    cuts.append(("joules", Self.cuts(joules, "joules", &values)))
  }

  static func model(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> EnergyModel {
    EnergyModel(try arguments.device(in: workspace, context.scope))
  }

  static func asksModels(_ arguments: BoundArguments) -> Bool {
    arguments.word("models") == "on"
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

  /// Says that `small` was compacted from a network which is cut itself, so that both are the same.
  private static func cut(
    _ entry: NetworkEntry, _ network: Network, of small: NetworkEntry
  ) -> Phrase? {
    guard small.name != entry.name, small.origin?.name == entry.name else { return nil }
    let dense = entry.denseTotal.multiplyAdds
    let gone = dense > 0 ? 1 - network.graph.work.total.multiplyAdds / dense : 0
    guard gone > 0 else { return nil }
    let share = Figure.percent(gone, .total(dense: 1))
    return """
      ‘\(entry.name)’ is without \(share) of its multiply-adds itself: what ‘\(small.name)’ saves \
      of the whole network is told beside a twin (‘help twin’)
      """
  }

  /// What gates decide is a result, and what training shaped too.
  static func rule(_ entry: NetworkEntry, dense: Double) -> ComparisonRule {
    entry.network.hasGates ? .total(dense: dense) : entry.rule(dense: dense)
  }

  /// The shares by which the others have less than the first.
  private static func cuts(
    _ numbers: [Double], _ key: String, _ values: inout [[String: JSONValue]]
  ) -> [Double] {
    let shares = numbers.map { numbers[0] > 0 ? 1 - $0 / numbers[0] : 0 }
    for (index, share) in shares.enumerated().dropFirst() {
      values[index][key + "_cut"] = .real(share)
    }
    return shares
  }

  private static func table(
    _ title: String, _ names: [String], _ rows: [(String, [Phrase])]
  ) -> Table {
    var table = Table([.init(title, .left)] + names.map { .init($0) })
    for (title, cells) in rows { table.add(["\(title)"] + cells) }
    return table
  }

  private static func table(
    _ cuts: [(title: String, shares: [Double])], _ names: [String], _ entries: [NetworkEntry]
  ) -> Table {
    var table = Table([.init("cut against \(names[0])", .left)] + cuts.map { .init($0.title) })
    for (index, entry) in entries.enumerated().dropFirst() {
      let isResult = entry.isResult || entries[0].isResult
      table.add(
        ["\(names[index])"]
          + cuts.map {
            "\(Figure.percent($0.shares[index], isResult ? .total(dense: 1) : .derived))"
          })
    }
    return table
  }

  private static func measure(
    _ names: [String], _ images: Int, _ times: [Sample], _ energies: [GaugedEnergy],
    _ values: inout [[String: JSONValue]], _ report: inout Report
  ) {
    var table = Table([
      .init("measured, batch \(images)", .left), .init("median"), .init("spread"), .init("cut"),
      .init("±"), .init("energy an image"),
    ])
    var unknown: [(name: String, share: (value: String, range: String))] = []
    for (index, time) in times.enumerated() {
      let (median, spread) = NumberFormat.measured(time.median, time.spread, "s")
      var cells = ["", ""]
      if index > 0 {
        let ratio = time.ratio(to: times[0])
        let share = NumberFormat.measuredPercent(ratio.cut, ratio.uncertainty)
        cells = [ratio.isDifference ? share.value : "–", share.range]
        if !ratio.isDifference { unknown.append((names[index], share)) }
        values[index]["time_cut"] = ratio.isDifference ? .real(ratio.cut) : .null
        values[index]["time_cut_uncertainty"] = .real(ratio.uncertainty)
      }
      table.add([
        "\(names[index])", "\(median) a batch", "\(spread)", "\(cells[0])", "\(cells[1])",
        "\(energies[index].amount)",
      ])
      values[index]["milliseconds"] = .real(time.median * 1000)
      values[index]["batch"] = .integer(images)
      values[index]["meter"] = .object(energies[index].value)
    }
    report.add(table, volatile: true)
    // The table of cuts says it of two.
    if names.count > 2 {
      for (name, share) in unknown {
        CutComparison.sayUnknown("time of ‘\(name)’", share, in: &report)
      }
    }
    report.say("energy of this machine: \(energies.last?.rung ?? "")", volatile: true)
    for (name, found) in zip(names, values) {
      var object = JSONObject()
      let scores = TaskCatalog.scores.map(\.name)
      for key in scores + [
        "connections", "parameters", "macs", "unread_macs", "joules", "milliseconds", "batch",
        "models",
        "connections_cut", "macs_cut", "joules_cut", "time_cut", "time_cut_uncertainty", "kind",
        "device", "source", "meter",
      ] {
        if let value = found[key] { object[key] = value }
      }
      report[name] = .object(object)
    }
  }
}
