import Datasets
import Language
import Networks
import Notebook
import Pruning
import Reports
import Training
import Workspaces

/// `gates [LAYER] [by=class|image=N]`.
enum GatesCommand: Command {
  static let signature = Signature(
    "gates", group: CommandGroup.gates, "how open the gates are, and how far images agree",
    positionals: [.optional("LAYER", .pattern, "only these layers", names: "gated")],
    options: [
      .option("by", .choice(["class"]), "openness for each class"),
      .option("image", .integer(0...Int.max), "what one test image opens"),
    ],
    examples: [.init("gates"), .init("gates conv1 by=class"), .init("gates image=17")],
    details: """
      The gates are asked about every image of the test split. A gate is decided where all images \
      agree; consensus is the share of decided gates, and gates inside a closed block are left \
      out. Gone are gates whose channels or blocks have left already; \
      they count as agreed. The histogram counts gates by the share of images that open them, from \
      none to all. Flips are gates whose majority changed since ‘gates’ was last asked.
      """,
    otherNames: ["openness"])

  // It notes what it saw, for the flips that the next ‘gates’ counts.
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .evaluation }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.readInUse, .use(.inUse), .noteInUse]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let wide = entry.gatedNetwork
    guard wide.hasGates else {
      let isPlain = !["LAYER", "by", "image"].contains { arguments.isTyped($0) }
      if isPlain, let course = course(entry) { return course }
      throw arguments.error(
        "no-gates", "‘\(entry.name)’ has no gates", hint: "try ‘gate attach *’")
    }
    try refuseBoth(arguments)
    let data = try arguments.dataFitting(entry.network, draft)
    // What left has a row of its own, but nothing more to say of a class or an image.
    let isTable = !arguments.isTyped("by") && !arguments.isTyped("image")
    let shown = isTable ? wide : entry.network
    let all = shown.gateModules.map { shown.graph.gatedName($0.node) }
    let names =
      arguments.isTyped("LAYER")
      ? try arguments.nodes("LAYER", among: all, noun: "gated layer") {
        arguments.hasNoGates(
          $0, in: entry.network.graph, code: "unknown-layer", at: "LAYER", index: $1)
      } : all
    if let image = arguments.integer("image") {
      return try one(image, entry, data, draft.task, names, arguments)
    }
    if arguments.isTyped("by") { try arguments.refuseWithoutClasses(draft.task, at: "by") }
    let observed = try GateObservation.run(
      entry.network, on: data.dataset.test, of: data.dataset, for: draft.task, stop: context.stop)
    if arguments.word("by") == "class" { return byClass(observed, entry, data, names) }
    let report = table(observed, &entry, wide, names)
    draft.entry = entry
    return report
  }

  /// What a method that takes channels without gates came to; nil where none trained.
  private static func course(_ entry: NetworkEntry) -> Report? {
    guard let last = entry.epochs.last(where: { $0.account != nil }), let account = last.account
    else { return nil }
    let cost = entry.activeMethod?.request.cost ?? entry.origin?.kind ?? entry.method?.request.cost
    let method = entry.method.map { "; ‘prune \($0.name)’ takes its channels without any" } ?? ""
    var report = Report("‘\(entry.name)’ has no gates\(method)")
    var table = Table([.init("after epoch \(last.epoch)", .left), .init("")])
    for (figure, value) in account.told {
      let text =
        figure.unit == .share ? NumberFormat.percent(value) : NumberFormat.count(Int(value))
      table.add([
        "\(figure.title(cost: cost?.unit ?? "the cost"))",
        "\(Figure(text, figure.role == .guide ? .derived : .total(dense: 1)))",
      ])
    }
    report.add(table)
    report["account"] = .object(account.value)
    report["layers"] = []
    return report
  }

  private static func refuseBoth(_ arguments: BoundArguments) throws {
    guard arguments.isTyped("by"), arguments.isTyped("image") else { return }
    throw arguments.error(
      .badValue, "‘gates’ looks by class or at one image, found both", at: "image",
      hint: "leave one of them out")
  }

  /// - Parameter wide: the network before anything left.
  private static func table(
    _ observed: GateObservation, _ entry: inout NetworkEntry, _ wide: Network, _ names: [String]
  ) -> Report {
    let graph = entry.network.graph
    let map = GateMap(graph)
    var table = Table([
      .init("layer", .left), .init("gates"), .init("gone"), .init("open"), .init("undecided"),
      .init("flips"), .init("none … all images", .left),
    ])
    var rows: [JSONValue] = []
    var flipped = 0
    for (wideNode, before) in wide.gateModules {
      let name = wide.graph.gatedName(wideNode)
      guard names.contains(name) else { continue }
      let all = before.originalCount + (before.hasBlockGate ? 1 : 0)
      guard let node = graph.index(named: wide.graph.nodes[wideNode].name) else {
        addGone(name, all, &table, &rows)
        continue
      }
      let openness = map.range(of: node).map { observed.openness[$0] }
      let majority = openness.map { $0 > 0.5 }
      let last = entry.lastLook[name] ?? []
      let flips = last.count == majority.count ? zip(last, majority).count { $0 != $1 } : 0
      flipped += flips
      entry.lastLook[name] = majority
      let undecided = openness.count { $0 > 0 && $0 < 1 }
      let mean = openness.reduce(0, +) / Double(max(1, openness.count))
      let retired = all - openness.count
      table.add([
        "\(name)", "\(Figure.gates("\(openness.count)"))", "\(Figure.gates("\(retired)"))",
        "\(Figure.gates(NumberFormat.percent(mean, 1)))", "\(Figure.gates("\(undecided)"))",
        "\(Figure.gates("\(flips)"))", "\(Figure.gates(histogram(openness)))",
      ])
      rows.append([
        "layer": .string(name), "gates": .integer(openness.count), "retired": .integer(retired),
        "openness": .real(mean), "undecided": .integer(undecided), "flips": .integer(flips),
        "open_share": .array(openness.map { .real($0) }),
      ])
    }
    var report = Report()
    report.add(table)
    addAgreement(
      Agreement(openness: observed.openness, map, left: entry.gatesLeft), flips: flipped,
      margin: observed.margin, to: &report)
    report["layers"] = .array(rows)
    return report
  }

  private static func addAgreement(
    _ agreement: Agreement, flips: Int, margin: Double, to report: inout Report
  ) {
    report.say(
      """
      consensus \(Figure.percent(agreement.consensus, .total(dense: 1))), undecided \
      \(Figure.percent(agreement.undecided, .total(dense: 1))), flips since the last look \
      \(Figure.gates("\(flips)")), margin |p − ½| \
      \(Figure(NumberFormat.fixed(margin, 3), .total(dense: 1)))
      """)
    report["consensus"] = .real(agreement.consensus)
    report["undecided"] = .real(agreement.undecided)
    report["counted"] = .integer(agreement.count)
    report["agreed"] = .integer(
      Int((agreement.consensus * Double(agreement.count)).rounded()))
    report["flips"] = .integer(flips)
    report["margin"] = .real(margin)
  }

  /// The row of a layer or block that left with all its gates.
  private static func addGone(
    _ name: String, _ count: Int, _ table: inout Table, _ rows: inout [JSONValue]
  ) {
    let blank = Figure.gates("-")
    table.add([
      "\(name)", "\(Figure.gates("0"))", "\(Figure.gates("\(count)"))", "\(blank)", "\(blank)",
      "\(blank)", "\(Figure.gates("gone"))",
    ])
    rows.append([
      "layer": .string(name), "gates": 0, "retired": .integer(count), "openness": .null,
      "undecided": 0, "flips": 0, "open_share": [],
    ])
  }

  /// Gates by the share of images that open them: none, eight steps between, all.
  static func histogram(_ openness: [Double]) -> String {
    var bins = [Int](repeating: 0, count: 10)
    for share in openness {
      bins[share == 0 ? 0 : share == 1 ? 9 : 1 + min(7, Int(share * 8))] += 1
    }
    let most = max(1, bins.max() ?? 1)
    let steps = Array("▁▂▃▄▅▆▇█")
    return String(
      bins.map { $0 == 0 ? "·" : steps[min(7, ($0 * 8 - 1) / most)] })
  }

  private static func byClass(
    _ observed: GateObservation, _ entry: NetworkEntry, _ data: LoadedData, _ names: [String]
  ) -> Report {
    let map = GateMap(entry.network.graph)
    var columns: [Table.Column] = [.init("class", .left)]
    var ranges: [Range<Int>] = []
    for (node, _) in entry.network.gateModules {
      let name = entry.network.graph.gatedName(node)
      guard names.contains(name) else { continue }
      columns.append(.init(name))
      ranges.append(map.range(of: node))
    }
    var table = Table(columns)
    var rows: [JSONValue] = []
    for (label, name) in data.dataset.classNames.enumerated() {
      let means = ranges.map { range in
        range.reduce(0) { $0 + observed.byClass[label][$1] } / Double(max(1, range.count))
      }
      table.add(
        ["\(name)"] + means.map { "\(Figure.gates(NumberFormat.percent($0, 1)))" as Phrase })
      rows.append(["class": .string(name), "openness": .array(means.map { .real($0) })])
    }
    var report = Report()
    report.add(table)
    let dependent = observed.openness.indices.count { gate in
      let shares = observed.byClass.prefix(data.dataset.classes).map { $0[gate] }
      return (shares.max() ?? 0) - (shares.min() ?? 0) > 0.5
    }
    report.say("gates that some class opens and another shuts: \(Figure.gates("\(dependent)"))")
    report["classes"] = .array(rows)
    report["class_dependent"] = .integer(dependent)
    return report
  }

  private static func one(
    _ image: Int, _ entry: NetworkEntry, _ data: LoadedData, _ task: any Task,
    _ names: [String], _ arguments: BoundArguments
  ) throws -> Report {
    guard image < data.dataset.test.count else {
      throw arguments.error(
        "no-image", "there is no test image \(image)", at: "image",
        hint: "test images are 0 to \(data.dataset.test.count - 1)")
    }
    let seen = try GateObservation.image(
      image, in: data.dataset.test, of: data.dataset, for: task, entry.network)
    let map = GateMap(entry.network.graph)
    var table = Table([.init("layer", .left), .init("open"), .init("gates", .left)])
    var rows: [JSONValue] = []
    for (node, _) in entry.network.gateModules {
      let name = entry.network.graph.gatedName(node)
      guard names.contains(name) else { continue }
      let open = map.range(of: node).map { seen.open[$0] }
      let count = open.count { $0 }
      table.add([
        "\(name)", "\(Figure.gates("\(count) of \(open.count)"))",
        "\(Figure.gates(String(open.map { $0 ? "█" : "·" })))",
      ])
      rows.append(["layer": .string(name), "open": .array(open.map { .bool($0) })])
    }
    var report = answer(to: image, data, seen.evaluation)
    report.add(table)
    report["layers"] = .array(rows)
    return report
  }

  /// What the network said of an image.
  private static func answer(
    to image: Int, _ data: LoadedData, _ found: Evaluation
  ) -> Report {
    var report: Report
    if let prediction = found.predictions.first {
      let names = data.dataset.classNames
      let label = names[Int(data.dataset.test.labels[image])]
      let guess = prediction < names.count ? names[prediction] : "\(prediction)"
      report = Report("test image \(image): \(label), taken for \(Figure.gates(guess))")
      report["image"] = .integer(image)
      report["label"] = .string(label)
      report["prediction"] = .string(guess)
    } else {
      let mark = found.mark
      report = Report("test image \(image): \(mark.score.title) \(Figure.mark(mark))")
      report["image"] = .integer(image)
      report[mark.score.name] = .real(mark.value)
    }
    return report
  }
}
