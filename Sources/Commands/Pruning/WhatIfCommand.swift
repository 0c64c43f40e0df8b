import Costs
import Language
import Networks
import Notebook
import Pruning
import Reports
import Tensors
import Training
import Workspaces

/// `what-if LAYER[7] off [on=DEVICE]`.
enum WhatIfCommand: Command {
  static let signature = Signature(
    "what-if", group: CommandGroup.gates,
    "cost and accuracy with a channel, layer or block closed; nothing changes",
    positionals: [
      .required("LAYER", .channels, "a layer, some of its channels, or a block", names: "closable"),
      .required("STATE", .choice(["off"]), "closed"),
    ],
    options: [
      DeviceChoice.fixedOption("the device of the joules")
    ],
    examples: [
      .init("what-if fc1[7] off", "one channel"), .init("what-if fc1[0,2-4] off", "several"),
      .init("what-if fc1 off", "the whole layer"),
    ],
    details: """
      A closed channel is zero after its batch norm and activation, as it would be removed. With \
      gates, accuracy is the dynamic network's with these gates shut; costs, static accuracy and \
      static loss are those of the static sub-network, every other gate at its decision. Where a \
      whole layer is closed, what only fed it is not computed either. Without data only costs are \
      told.
      """)
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? { .evaluation }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    [.readInUse, .use(.inUse), .read(.setting(Setting.sources.key)), .readDevice]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let entry = try arguments.asking(arguments.entry(draft), draft, context)
    let closing: Closing
    do {
      closing = try arguments.closing(entry, draft.seed)
    } catch let refusal as Closing.Refusal {
      let subject = try arguments.required("LAYER", \.channels)
      throw arguments.error(
        refusal.code, "‘\(subject)’ cannot be closed by itself: it \(refusal.reason)",
        at: "LAYER", hint: refusal.hint ?? "‘why \(subject)’ says more")
    }
    var comparison = Comparison(
      entry, closing, try arguments.model(of: entry.denseLayers, in: draft, context))
    if draft.data != nil {
      let data = try arguments.dataFitting(entry.network, draft)
      try comparison.evaluate(data, draft.task, context)
    }
    var report = comparison.report(entry, draft.task)
    report.say(savedShare: comparison.saved, of: "saved of an inference", comparison.model)
    report.say(sourceOf: comparison.model, in: draft, batch: 1)
    return report
  }

  /// A row: a figure before and after.
  private struct Row {
    var key: String
    var title: String
    var before: Double
    var after: Double
    var text: (Double) -> Figure
    var change: (Double) -> Figure
  }

  private struct Comparison {
    let closing: Closing
    let model: EnergyModel
    /// The gates that the static sub-network closes.
    let decided: Set<GateMap.Gate>
    let isGated: Bool
    private var rows: [Row] = []
    /// Layers that only fed a whole layer that is closed.
    private let idle: [String]

    init(_ entry: NetworkEntry, _ closing: Closing, _ model: EnergyModel) {
      self.closing = closing
      self.model = model
      isGated = entry.network.hasGates
      let open = isGated ? entry.decision(GateMap(entry.network.graph)).open : []
      decided = closing.closed(by: open, of: entry.network)
      let graph = closing.network.graph
      let before = Departure(graph, closed: decided).work
      let after = Departure(graph, closed: decided.union(closing.gates)).work
      let rest = Set(after.map(\.name))
      idle =
        closing.isWholeLayer
        ? before.filter {
          $0.work.connections > 0 && !rest.contains($0.name) && $0.name != closing.subject.layer
        }.map(\.name) : []
      let dense = entry.denseLayers
      addCost("connections", "connections", before, after, dense, entry, \.connections)
      addCost("macs", "multiply-adds", before, after, dense, entry, \.multiplyAdds)
      func joules(_ layers: [LayerWork]) -> Double { model.inference(layers).joules.value }
      let rule = Self.rule(entry, dense: joules(dense))
      rows.append(
        Row(
          key: "joules", title: "energy (estimated, \(model.device.name))",
          before: joules(before), after: joules(after), text: { .quantity($0, "J", rule) },
          change: { .quantity($0, "J", rule).signed($0) }))
    }

    /// 1 − joules after / joules before.
    var saved: Double {
      guard let row = rows.first(where: { $0.key == "joules" }), row.before > 0 else { return 0 }
      return 1 - row.after / row.before
    }

    private static func rule(_ entry: NetworkEntry, dense: Double) -> ComparisonRule {
      entry.isResult ? .total(dense: dense) : .derived
    }

    private mutating func addCost(
      _ key: String, _ title: String, _ before: [LayerWork], _ after: [LayerWork],
      _ dense: [LayerWork], _ entry: NetworkEntry, _ path: KeyPath<Work, Double>
    ) {
      let rule = Self.rule(entry, dense: dense.total[keyPath: path])
      rows.append(
        Row(
          key: key, title: title, before: before.total[keyPath: path],
          after: after.total[keyPath: path], text: { NetworkReports.count($0, rule) },
          change: { Figure.count(Int($0.rounded()), rule).signed($0) }))
    }

    mutating func evaluate(
      _ data: LoadedData, _ task: any Task, _ context: CommandContext
    ) throws {
      let network = closing.network
      let map = GateMap(network.graph)
      func fixed(_ closed: Set<GateMap.Gate>) -> Network {
        network.fixing(map, map.gates.map { !closed.contains($0) })
      }
      var pairs = [("", "test ", network, closing.closed)]
      if isGated {
        pairs.append(("static_", "static ", fixed(decided), fixed(decided.union(closing.gates))))
      }
      let images = data.dataset.test.count
      let total = Double(max(1, 2 * pairs.count * images))
      var done = 0
      let score = task.scores[0]
      for (key, title, before, after) in pairs {
        let found = try [before, after].map { network in
          try Evaluation.run(
            network, on: data.dataset.test, of: data.dataset, for: task, stop: context.stop
          ) { _, output, _ in
            done += output.count
            context.progress.update(
              Progress(
                "evaluating", fraction: Double(done) / total,
                detail: "\(NumberFormat.count(done)) images"))
          }
        }
        rows.append(
          Row(
            key: key + score.name, title: title + score.title, before: found[0].mark.value,
            after: found[1].mark.value, text: { .mark(Mark(score, $0), digits: 2) },
            change: { Figure.difference($0, of: score).signed($0) }))
        // Two losses of 10 % each.
        let both = ComparisonRule.total(dense: 2.5 * (found[0].loss + found[1].loss))
        rows.append(
          Row(
            key: key + "loss", title: title + "loss", before: found[0].loss, after: found[1].loss,
            text: { .loss($0) },
            change: { Figure(NumberFormat.fixed($0, 4), both).signed($0) }))
      }
    }

    func report(_ entry: NetworkEntry, _ task: any Task) -> Report {
      let subject = closing.subject.description
      var report = Report("\(subject) closed, for this question only:")
      var table = Table([
        .init("", .left), .init("before"), .init("after"), .init("change"),
      ])
      var values = [JSONObject(), JSONObject(), JSONObject()]
      for row in rows {
        table.add([
          "\(row.title)", "\(row.text(row.before))", "\(row.text(row.after))",
          "\(row.change(row.after - row.before))",
        ])
        for (place, value) in [row.before, row.after, row.after - row.before].enumerated() {
          let isCount = row.key == "macs" || row.key == "connections"
          values[place][row.key] = isCount ? NetworkReports.value(value) : .real(value)
        }
      }
      report.add(table)
      if !idle.isEmpty {
        let names = "\(idle.prefix(6).joined(separator: ", "))\(idle.count > 6 ? ", …" : "")"
        report.say("nothing reads these any more, so they are not computed: \(names)")
      }
      if isGated {
        report.say("costs are those of the static sub-network, every other gate at its decision")
      }
      let score = task.scores[0]
      if !rows.contains(where: { $0.key == score.name }) {
        report.say("no data are loaded, so no \(score.title) is told")
      }
      report["subject"] = .string(subject)
      report["channels"] = .array(closing.channels.map { .integer($0) })
      report["idle"] = .array(idle.map { .string($0) })
      for (name, value) in zip(["before", "after", "change"], values) {
        report[name] = .object(value)
      }
      report.tellUnread(entry.denseGraph)
      report["kind"] = "estimated"
      report["device"] = .string(model.device.name)
      return report
    }
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(answer.workspace.entry?.isResult == true ? .trained : .derived)
    explanation.formula("change", "after − before")
    for (key, name) in [("connections", "connections"), ("macs", "multiply-adds")] {
      guard let before = answer.number("before", key), let after = answer.number("after", key)
      else { continue }
      explanation.put(
        "\(name): \(NumberText.count(after)) − \(NumberText.count(before)) = "
          + NumberText.count(after - before), after - before, at: ["change", key])
    }
    if let before = answer.number("before", "joules"), let after = answer.number("after", "joules")
    {
      explanation.put(
        "energy: \(NumberText.joules(after)) − \(NumberText.joules(before)) = "
          + NumberText.joules(after - before), after - before, at: ["change", "joules"])
    }
    let images = answer.workspace.data?.dataset.test.count ?? 0
    let score = answer.workspace.task.scores[0]
    for (prefix, name) in [("", score.title), ("static_", "static \(score.title)")] {
      let key = prefix + score.name
      guard let before = answer.number("before", key), let after = answer.number("after", key),
        images > 0
      else { continue }
      let texts = [after, before].map { value in
        let mark = Mark(score, value)
        let right = mark.right(of: Double(images))
        return right.map { "\(NumberText.count($0)) / \(images)" } ?? mark.text()
      }
      explanation.put(
        "\(name): \(texts[0]) − \(texts[1]) = "
          + Figure.difference(after - before, of: score).text, after - before,
        at: ["change", key], kind: .trained)
    }
    for (key, name) in [("loss", "loss"), ("static_loss", "static loss")] {
      guard let before = answer.number("before", key), let after = answer.number("after", key)
      else { continue }
      explanation.put(
        "\(name): \(NumberFormat.fixed(after, 4)) − \(NumberFormat.fixed(before, 4)) = "
          + NumberFormat.fixed(after - before, 4), after - before, at: ["change", key],
        kind: .trained)
    }
    explanation.note("a closed channel is multiplied by 0 behind its batch norm and activation")
    explanation.source(Explanation.countSource)
    return explanation
  }
}

extension Figure {
  /// With a plus where `value` is above nothing.
  fileprivate func signed(_ value: Double) -> Figure {
    let isNil = !text.contains { ("1"..."9").contains($0) }
    return value > 0 && !isNil ? Figure("+" + text, rule) : self
  }
}
