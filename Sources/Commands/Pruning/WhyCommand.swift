import Costs
import Language
import Networks
import Notebook
import Pruning
import Reports
import Workspaces

/// `why LAYER[3,7-9] [on=DEVICE]`.
enum WhyCommand: Command {
  static let signature = Signature(
    "why", group: CommandGroup.gates, "what is removed with a channel, and what that saves",
    positionals: [
      .required("LAYER", .channels, "a layer, some of its channels, or a block", names: "closable")
    ],
    options: [
      DeviceChoice.fixedOption("the device of the joules")
    ],
    examples: [
      .init("why fc1[7]", "one channel"), .init("why fc1[0,2-4]", "several"),
      .init("why fc1", "the whole layer"),
    ],
    details: """
      The table names all that is removed with it: filters or neurons, their entries of batch \
      norm, the weights of the next layers that read them, gates. Its worth is the work and the \
      joules that an inference saves, every other gate open; gates themselves are counted in no \
      network. Channels that meet others in sums or products, as those of residual streams do, are \
      removed with them. Where a channel cannot be removed, the reason is given.
      """)
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .layers }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.readInUse, .use(.inUse), .read(.setting(Setting.sources.key)), .readDevice]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
    let subject = try arguments.required("LAYER", \.channels)
    do {
      let closing = try arguments.closing(entry, draft.seed)
      guard !closing.isWholeLayer else {
        throw Closing.Refusal(
          code: "empty-layer", reason: "would lose every channel, and a layer keeps at least one",
          hint: "‘what-if \(subject) off’ shows the network with it closed")
      }
      let model = try arguments.model(of: entry.denseLayers, in: draft, context)
      var report = report(closing, entry, model)
      report.say(sourceOf: model, in: draft, batch: 1)
      return report
    } catch let refusal as Closing.Refusal {
      return report(refusal, subject)
    }
  }

  private static func report(_ refusal: Closing.Refusal, _ subject: ChannelList) -> Report {
    var report = Report("\(subject.description) cannot leave by itself: it \(refusal.reason)")
    if let hint = refusal.hint { report.say("  \(hint)") }
    report["subject"] = .string(subject.description)
    report["can_leave"] = false
    report["code"] = .string(refusal.code.description)
    report["reason"] = .string(refusal.reason)
    report["group"] = .array([])
    return report
  }

  private static func report(
    _ closing: Closing, _ entry: NetworkEntry, _ model: EnergyModel
  ) -> Report {
    let departure = Departure(closing.network.graph, closed: closing.gates)
    // Gates that were put in for the question leave nothing behind.
    let parts = departure.parts.filter { entry.network.graph.index(named: $0.layer) != nil }
    let subject = closing.subject.description
    let others = closing.group.filter { $0 != closing.subject.layer }
    var report = Report(
      others.isEmpty
        ? "\(subject) can leave, and with it:"
        : "\(subject) can leave, with those of \(Closing.list(others)) that it meets in "
          + "sums or products:")
    report["subject"] = .string(subject)
    report["can_leave"] = true
    report["group"] = .array(closing.group.count > 1 ? closing.group.map { .string($0) } : [])
    report["channels"] = .array(closing.channels.map { .integer($0) })
    add(parts, entry, to: &report)
    if entry.method?.shrinkage != nil {
      report.say("which: counted among those that are still there")
    }
    sayGates(closing, entry, in: &report)
    let now = entry.network.graph.ownWork
    let worth = Worth(now, without: departure.work, dense: entry.denseLayers, model)
    worth.add(to: &report, entry)
    report.tellUnread(entry.denseGraph)
    return report
  }

  /// How open the gates of what was asked about are, where it has some.
  private static func sayGates(
    _ closing: Closing, _ entry: NetworkEntry, in report: inout Report
  ) {
    let all = GateMap(entry.network.graph).gates
    let names = closing.gates.map { closing.network.graph.nodes[$0.module].name }
    let openness = zip(all, entry.openness).filter { gate, _ in
      names.contains(entry.network.graph.nodes[gate.module].name)
        && closing.gates.contains { $0.position == gate.position }
    }.map { $0.1 }
    guard !openness.isEmpty else { return }
    let mean = openness.reduce(0, +) / Double(openness.count)
    report.say(
      "its \(NumberFormat.noun("gate", openness.count)): open for "
        + "\(Figure.gates(NumberFormat.percent(mean))) of the images")
    report["openness"] = .real(mean)
  }

  private static func add(
    _ parts: [Departure.Part], _ entry: NetworkEntry, to report: inout Report
  ) {
    let rule = entry.isShapedByTraining ? ComparisonRule.gates : .derived
    let graph = entry.network.graph
    var table = Table([
      .init("layer", .left), .init("what leaves", .left), .init("which", .left),
      .init("count"), .init("parameters"),
    ])
    var rows: [JSONValue] = []
    for part in parts {
      let layer = graph.nodes[graph.index(named: part.layer)!].layer
      let list = IndexList(part.indices).description
      let which = list.count > 24 ? "\(part.indices.first!) … \(part.indices.last!)" : list
      let isWhole = part.what == .layer || part.what == .sum
      table.add([
        "\(part.layer)", "\(words(part.what, layer))",
        "\(Figure(isWhole ? "all" : which, rule))",
        isWhole ? "" : "\(Figure("\(NumberFormat.count(part.indices.count))", rule))",
        "\(Figure(NumberFormat.count(part.parameters), rule))",
      ])
      rows.append([
        "layer": .string(part.layer), "what": .string(part.what.rawValue),
        "indices": .array(part.indices.map { .integer($0) }),
        "count": .integer(part.indices.count), "parameters": .integer(part.parameters),
      ])
    }
    report.add(table)
    report["leaves"] = .array(rows)
  }

  private static func words(_ what: Departure.Part.What, _ layer: any Layer) -> String {
    switch what {
    case .outputs, .entries: layer.partNoun
    case .inputs: "weights that read them"
    case .gates: "gates"
    case .layer: "the whole layer"
    case .sum: "the sum: the shortcut is left"
    }
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard answer.report["can_leave"] == true, let entry = answer.workspace.entry else { return nil }
    let closing = try answer.arguments.closing(entry, answer.workspace.seed)
    let model = try answer.arguments.model(
      of: entry.denseLayers, in: answer.workspace, context)
    let rest = Departure(closing.network.graph, closed: closing.gates).work
    let worth = Worth(entry.network.graph.ownWork, without: rest, dense: entry.denseLayers, model)
    var explanation = Explanation(entry.isShapedByTraining ? .trained : .derived)
    explanation.formula("worth", "of the network as it is − of the network without them")
    explanation.difference(
      "connections", worth.now.connections, worth.saved.connections, at: "connections")
    explanation.difference(
      "multiply-adds", worth.now.multiplyAdds, worth.saved.multiplyAdds, at: "macs")
    explanation.put(
      "energy: \(NumberText.joules(worth.joules.now)) − "
        + "\(NumberText.joules(worth.joules.now - worth.joules.saved)) = "
        + NumberText.joules(worth.joules.saved), worth.joules.saved, at: ["joules"])
    explanation.formula(
      "share", "worth / of the network as it is; of dense: / of the dense network")
    for (name, key, saved, all) in [
      ("multiply-adds", "share", worth.saved.multiplyAdds, worth.now.multiplyAdds),
      ("multiply-adds of dense", "dense_share", worth.saved.multiplyAdds, worth.dense.multiplyAdds),
    ] where all > 0 {
      explanation.put(
        "\(name): \(NumberText.count(saved)) / \(NumberText.count(all)) = "
          + NumberFormat.percent(saved / all, 2), saved / all, at: [key, "macs"])
    }
    explanation.note(
      "a channel of a convolution takes kernel height × kernel width weights to each "
        + "channel on both sides")
    explanation.source(Explanation.countSource)
    explanation.note("‘explain’ after ‘energy’ takes the joules of one inference apart")
    explanation.model(model.device)
    return explanation
  }
}

/// What an inference does less without some layers or channels.
struct Worth {
  let now: Work
  let saved: Work
  let dense: Work
  let joules: (now: Double, saved: Double, dense: Double)
  private let model: EnergyModel

  init(_ now: [LayerWork], without rest: [LayerWork], dense: [LayerWork], _ model: EnergyModel) {
    self.model = model
    self.now = now.total
    saved = now.total - rest.total
    self.dense = dense.total
    let before = model.inference(now).joules.value
    joules = (
      before, before - model.inference(rest).joules.value, model.inference(dense).joules.value
    )
  }

  func add(to report: inout Report, _ entry: NetworkEntry) {
    var table = Table([
      .init("worth, an inference", .left), .init(""), .init("share of now"),
      .init("share of dense"),
    ])
    var shares = JSONObject()
    var denseShares = JSONObject()
    func add(
      _ key: String, _ title: String, _ value: (now: Double, saved: Double, dense: Double),
      _ text: (Double, ComparisonRule) -> Figure
    ) {
      let share = value.now > 0 ? value.saved / value.now : 0
      let denseShare = value.dense > 0 ? value.saved / value.dense : 0
      let rule = entry.isShapedByTraining ? ComparisonRule.total(dense: 1) : .derived
      table.add([
        "\(title)", "\(text(value.saved, entry.rule(dense: value.dense)))",
        "\(Figure.percent(share, digits: 2, rule))",
        "\(Figure.percent(denseShare, digits: 2, rule))",
      ])
      shares[key] = .real(share)
      denseShares[key] = .real(denseShare)
    }
    add(
      "connections", "connections", (now.connections, saved.connections, dense.connections),
      NetworkReports.count)
    add(
      "macs", "multiply-adds", (now.multiplyAdds, saved.multiplyAdds, dense.multiplyAdds),
      NetworkReports.count)
    add("joules", "energy (estimated, \(model.device.name))", joules) {
      Figure.quantity($0, "J", $1)
    }
    report.add(table)
    report["connections"] = NetworkReports.value(saved.connections)
    report["macs"] = NetworkReports.value(saved.multiplyAdds)
    report["flops"] = NetworkReports.value(saved.flops)
    report["parameters"] = NetworkReports.value(saved.parameters)
    report["joules"] = .real(joules.saved)
    report.say(
      savedShare: joules.now > 0 ? joules.saved / joules.now : 0, of: "saved of an inference", model
    )
    report["share"] = .object(shares)
    report["dense_share"] = .object(denseShares)
    report["kind"] = "estimated"
    report["device"] = .string(model.device.name)
  }
}
