import Costs
import Datasets
import Language
import Networks
import Notebook
import Pruning
import Reports
import Tensors
import Training
import Workspaces

/// `compact [as=NAME]`.
enum CompactCommand: Command {
  static let signature = Signature(
    "compact", group: CommandGroup.gates,
    "the pruned network by itself, without gates, and the proof that it computes the same",
    options: [.option("as", .name, "its name", otherwise: "the network's, and ‘small’")],
    examples: [.init("compact"), .init("compact as=half")],
    details: """
      Closed channels and blocks are removed physically, and all gate modules with them; the small \
      network is in use from then on. The proof evaluates the gated static network and the small \
      one on the test split and compares them: the largest difference of two logits, and the share \
      of equal predictions. A difference above 1e-4 of the largest logit refuses the small network.
      """,
    otherNames: ["strip", "squeeze"])

  static func effects(of arguments: BoundArguments) -> [Effect] {
    let network = arguments.text("as").map(Effect.Network.named) ?? .inUseWith(suffix: "-small")
    return [.readInUse, .readDevice, .use(.inUse), .begin(network), .use(.inUse)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    guard entry.isPruned || entry.network.isMasked else {
      throw arguments.error(
        "no-gates", "‘\(entry.name)’ has no gates to take away",
        hint: "‘gate attach *’ or ‘prune consensus …’ first")
    }
    let data = try arguments.dataFitting(entry.network, draft)
    let name = arguments.text("as") ?? "\(entry.name)-small"
    guard ValueType.name.accepts(name) else {
      throw arguments.error(
        .badValue, "‘\(name)’ is too long for a name", hint: "as=NAME gives a shorter one")
    }
    if arguments.isTyped("as") { try arguments.refuseTaken(name, draft) }
    entry = try arguments.asking(entry, draft, context)
    let map = GateMap(entry.network.graph)
    let decision = entry.decision(map)
    let left = entry.gatesLeft
    let agreement = Agreement(
      openness: try openness(entry, data, draft.task, context.stop), map, left: left)
    let compaction = try Compaction(
      entry.network, map, open: decision.open, flips: decision.flips,
      shrinkage: entry.method?.shrinkage, on: data.dataset, for: draft.task, stop: context.stop)
    try refuseUnproven(compaction, entry, arguments)
    let cost = entry.activeMethod?.request.cost ?? .macs
    // What left in a training that is over left this network; what an earlier ‘compact’ took, not.
    let wasCut = entry.activeMethod == nil && entry.origin.map { $0.proof == nil } ?? false
    let before = wasCut ? entry.denseLayers : entry.denseGraph.ownWork
    let small = compaction.network.graph.work
    context.warnOfReplacing(draft.networks[name])
    let next = try self.next(name, entry, compaction, before: before, cost: cost)
    draft.entry = next
    if agreement.consensus < 0.99 {
      context.warn(
        "the gates did not agree yet (consensus \(NumberFormat.percent(agreement.consensus, 1))); "
          + "train on before compacting, or train the small network")
    }
    var report = report(
      compaction, next, of: entry.denseGraph, before: before, after: small, cost: cost, left: left)
    let model = cost.place?.model ?? EnergyModel(draft.device)
    let batch = cost.place?.batch ?? 1
    let images = model.device.measuredLayers?.batch ?? CutComparison.images([entry.denseGraph])
    let cuts = try CutComparison(
      dense: draft.denseNetwork(of: entry, images: images, context.stop),
      small: compaction.network, layers: (entry.denseLayers, small), model, batch: batch,
      tellsTime: cost.name == "seconds", images: images, EnergyGauge(draft), context.stop)
    report.append(cuts.report())
    report.sayPruned(cut: cuts.cuts[0].share, model, batch: batch)
    report.tellDense(entry)
    report.tellUnread(entry.denseGraph)
    return report
  }

  /// The small network: where the first one stood, with the proof.
  private static func next(
    _ name: String, _ entry: NetworkEntry, _ compaction: Compaction, before: [LayerWork],
    cost: CostKind
  ) throws -> NetworkEntry {
    var next = NetworkEntry(name: name, network: compaction.network, spec: entry.spec)
    next.run.position = entry.run.position
    next.run.tally = entry.run.tally
    next.horizon = entry.horizon
    next.epochs = entry.epochs
    next.stretches = entry.stretches
    next.isImported = entry.isImported
    next.fileNames = entry.fileNames
    next.nodeNames = entry.nodeNames
    next.origin = .init(
      name: entry.name, denseWork: before.total, denseLayers: entry.denseLayers,
      dense: try entry.denseNetwork(), kind: entry.method?.request.cost,
      target: entry.activeMethod?.request.target,
      achieved: 1 - cost.total(compaction.network.graph.work) / cost.total(before),
      position: entry.run.position)
    next.origin?.proof = CompactionProof(compaction)
    return next
  }

  /// What the networks put out, in words.
  private static func outputs(_ proof: Compaction) -> String {
    proof.evaluation.task.isAboutClasses ? "logits" : "outputs"
  }

  private static func sameAnswers(_ proof: Compaction) -> Phrase {
    guard let agreement = proof.agreement else { return "" }
    return ", same answer on \(Figure.percent(agreement, digits: 2, .promise(.atLeast(1))))"
  }

  /// The share of test images that open each gate, asked anew: averages over batches never come
  /// back to none or all of the images. Constants need no asking.
  private static func openness(
    _ entry: NetworkEntry, _ data: LoadedData, _ task: any Task, _ stop: StopFlag
  ) throws -> [Double] {
    guard entry.network.gateModules.contains(where: { $0.module.settings.contains(.free) }) else {
      return entry.openness
    }
    return try GateObservation.run(
      entry.network, on: data.dataset.test, of: data.dataset, for: task, stop: stop
    ).openness
  }

  private static func refuseUnproven(
    _ compaction: Compaction, _ entry: NetworkEntry, _ arguments: BoundArguments
  ) throws {
    guard compaction.maxLogit.isFinite, compaction.evaluation.loss.isFinite else {
      throw arguments.error(
        "not-finite",
        "‘\(entry.name)’ puts out numbers that are not finite, so nothing can be proven",
        hint: "‘undo’ the training that diverged, or train again with a smaller lr=")
    }
    guard compaction.isProven else {
      throw arguments.error(
        "not-equal",
        "the small network does not compute the same: \(outputs(compaction)) differ by up to "
          + "\(compaction.maxDifference), the largest is \(compaction.maxLogit)",
        hint: "nothing was changed; this is a fault worth reporting")
    }
  }

  /// What the projection did, where gates were decided.
  private static func flips(_ proof: Compaction, _ left: Int) -> Phrase {
    let gates = proof.gates + left
    return gates == 0
      ? ""
      : "; the projection changed \(Figure.gates("\(proof.flips)")) of \(gates) gates"
  }

  /// - Parameters:
  ///   - before: the layers of the network before anything left.
  ///   - after: those of the small one.
  private static func report(
    _ proof: Compaction, _ entry: NetworkEntry, of gated: Graph, before: [LayerWork],
    after: [LayerWork], cost: CostKind, left: Int
  ) -> Report {
    let dense = before.total
    let small = after.total
    var report = Report()
    report.add(table(before: before, after: after, cost: cost))
    let origin = entry.origin!
    if let target = origin.target {
      report.say(
        """
        target \(Figure.percent(target)) of \(cost.unit), achieved \
        \(Figure.percent(origin.achieved, digits: 2, MethodReports.rule(target: target, gated)))\
        \(flips(proof, left))
        """)
      if proof.gates + left > 0,
        let miss = MethodReports.miss(achieved: origin.achieved, target: target, gated)
      {
        report.say("the target is \(miss)")
      }
    }
    let limit = Compaction.tolerance * max(1, proof.maxLogit)
    report.say(
      """
      proof on \(proof.count) \(NumberFormat.noun("test image", proof.count)): largest \
      difference of \(outputs(proof)) \
      \(Figure("\(proof.maxDifference)", .promise(.atMost(limit))))\(sameAnswers(proof))
      """)
    let mark = proof.evaluation.mark
    report.say(
      "test \(mark.score.title) \(Figure.mark(mark, digits: 2)); ‘\(entry.name)’ is in use")
    report["name"] = .string(entry.name)
    report["target"] = JSONValue(origin.target)
    report["achieved"] = .real(origin.achieved)
    report.put(cost)
    report["flips"] = .integer(proof.flips)
    report["gates"] = .integer(proof.gates + left)
    report["macs_before"] = NetworkReports.value(dense.multiplyAdds)
    report["macs"] = NetworkReports.value(small.multiplyAdds)
    report["connections_before"] = NetworkReports.value(dense.connections)
    report["connections"] = NetworkReports.value(small.connections)
    report["parameters_before"] = NetworkReports.value(dense.parameters)
    report["parameters"] = NetworkReports.value(small.parameters)
    if let model = cost.place?.model {
      report["\(cost.name)_before"] = .real(cost.total(before))
      report[cost.name] = .real(cost.total(after))
      report["kind"] = "estimated"
      report["source"] = .string(model.source)
      report["basis"] = .string(model.device.basis.rawValue)
    }
    report["max_abs_logit_difference"] = .real(proof.maxDifference)
    report["max_abs_output_difference"] = .real(proof.maxDifference)
    report["max_abs_logit"] = .real(proof.maxLogit)
    report["argmax_agreement"] = JSONValue(proof.agreement)
    report[mark.score.name] = .real(mark.value)
    return report
  }

  private static func table(before: [LayerWork], after: [LayerWork], cost: CostKind) -> Table {
    let dense = before.total
    let small = after.total
    var table = Table([.init("", .left), .init("before"), .init("after"), .init("removed")])
    func add(_ name: String, _ before: Double, _ after: Double, _ cost: CostKind) {
      table.add([
        "\(name)", "\(cost.figure(before))", "\(cost.figure(after, .total(dense: before)))",
        "\(Figure.percent(1 - after / before, .total(dense: 1)))",
      ])
    }
    add("parameters", dense.parameters, small.parameters, .connections)
    add("connections", dense.connections, small.connections, .connections)
    add("multiply-adds", dense.multiplyAdds, small.multiplyAdds, .macs)
    if case .joules = cost {
      add("joules (estimated)", cost.total(before), cost.total(after), cost)
    }
    return table
  }
}
