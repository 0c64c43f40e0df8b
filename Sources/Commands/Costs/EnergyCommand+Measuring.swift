import Costs
import Networks
import Notebook
import Reports
import Tensors
import Training
import Workspaces

extension EnergyCommand {
  /// What this machine measures beside the estimate: joules where there are counters, and the cuts
  /// of a pruned network side by side.
  static func measured(
    _ entry: NetworkEntry, _ workspace: Workspace, _ model: EnergyModel, _ batch: Int,
    _ context: CommandContext
  ) throws -> Report {
    let graph = try entry.staticGraph()
    let isCut = graph.work.total.multiplyAdds < entry.denseTotal.multiplyAdds
    let hasCounters = (try? EnergyMeters.find(in: workspace)) != nil
    guard isCut || hasCounters, !graph.nodes.isEmpty else { return Report() }
    // What runs stays short, whatever batch the estimate is asked for.
    let images = min(batch, 128)
    let need = MemoryNeed.inference(entry.denseGraph, batch: images)
    guard AvailableMemory.holds(need) else { return Report() }
    let small = try entry.staticNetwork()
    let gauge = EnergyGauge(workspace)
    var report = Report()
    if hasCounters {
      let times = try InferenceTiming.measure([small], batch: images, stop: context.stop)
      let energy = try gauge.inferences([small], batch: images, times, stop: context.stop)[0]
      report.say("here: \(energy.text), an image of batch \(images)", volatile: true)
      energy.sayProblem(in: &report)
      report["meter"] = .object(energy.value)
    }
    guard isCut else { return report }
    let cuts = try CutComparison(
      dense: workspace.denseNetwork(of: entry, images: images, context.stop), small: small,
      layers: (entry.denseLayers, small.graph.work), model,
      batch: batch, images: images, gauge, context.stop)
    report.append(cuts.report())
    report.tellDense(entry)
    return report
  }

  /// Joules spent in training against joules saved by inferences.
  static func breakEven(
    _ entry: NetworkEntry, _ model: EnergyModel, _ workspace: Workspace
  ) throws -> Report {
    let energy = TrainingEnergy(entry.stretches, model)
    let even = BreakEven(
      training: Joules(energy.spent), denseTraining: Joules(energy.dense),
      inference: model.inference(try entry.staticGraph().work).joules,
      denseInference: model.inference(entry.denseLayers).joules)
    let isTrained = entry.isResult || entry.activeMethod != nil
    func joules(_ value: Joules, of dense: Joules) -> Figure {
      .quantity(value.value, "J", isTrained ? .total(dense: dense.value) : .derived)
    }
    guard entry.isTrainingKnown else {
      var report = nothingBack(sinceImport(energy, model), even, model)
      report["joules"] = .null
      report["joules_at_least"] = .real(energy.spent)
      return report
    }
    let isPruned = even.training != even.denseTraining || even.savedPerThousand.value != 0
    guard isPruned else {
      return nothingBack("nothing was pruned, so nothing has to come back", even, model)
    }
    func count(_ value: Double?, _ none: String) -> Figure {
      let text =
        value.map {
          $0 == 0
            ? "from the first inference on"
            : "after \(NumberFormat.count(Int(min($0, 0x1p62)))) inferences of one image"
        } ?? none
      return isTrained ? .gates(text) : Figure(text, .derived)
    }
    let never = "never, an inference saves nothing"
    var report = Report(
      """
      training: \(joules(even.training, of: even.denseTraining)) spent on \(model.device.name) \
      (estimated); the dense run \(joules(even.denseTraining, of: even.denseTraining))
      """)
    report.say(
      """
      1,000 inferences: \(joules(even.inference * 1000, of: even.denseInference * 1000)); dense \
      \(joules(even.denseInference * 1000, of: even.denseInference * 1000)); saved \
      \(joules(even.savedPerThousand, of: even.denseInference * 1000))
      """)
    report.say("what pruning cost more than the dense run is back \(count(even.inferences, never))")
    report.say("all that the training cost is back \(count(even.inferencesForTraining, never))")
    report.say(savedShare: even.savedShare, of: "saved of an inference", model)
    report.say(sourceOf: model, in: workspace, batch: nil)
    report["joules"] = .real(even.training.value)
    report["dense_joules"] = .real(even.denseTraining.value)
    report["joules_per_thousand"] = .real(even.inference.value * 1000)
    report["dense_joules_per_thousand"] = .real(even.denseInference.value * 1000)
    report["saved_per_thousand"] = .real(even.savedPerThousand.value)
    report["break_even"] = JSONValue(even.inferences)
    report["training_back"] = JSONValue(even.inferencesForTraining)
    report["kind"] = "estimated"
    report["device"] = .string(model.device.name)
    return report
  }

  /// What is known of the training of a network that came from a file: the least it cost.
  static func sinceImport(_ energy: TrainingEnergy, _ model: EnergyModel) -> Phrase {
    guard energy.steps > 0 else {
      return "what the training cost is not known here: the network came from a file"
    }
    return """
      what the training cost is not known here: the network came from a file; since then \
      \(NumberFormat.counted("batch", energy.steps)), so at least \
      \(Figure.quantity(energy.spent, "J")) on \(model.device.name) (estimated)
      """
  }

  /// The answer where there is nothing to set against each other.
  private static func nothingBack(
    _ reason: Phrase, _ even: BreakEven, _ model: EnergyModel
  ) -> Report {
    var report = Report(reason)
    report["joules_per_thousand"] = .real(even.inference.value * 1000)
    report["dense_joules_per_thousand"] = .real(even.denseInference.value * 1000)
    report["saved_per_thousand"] = .real(even.savedPerThousand.value)
    report["break_even"] = .null
    report["training_back"] = .null
    report["kind"] = "estimated"
    report["source"] = .string(model.source)
    report["device"] = .string(model.device.name)
    return report
  }

  static func breakEvenExplanation(of answer: Answer) -> Explanation {
    let entry = answer.workspace.entry
    var explanation = Explanation(
      entry?.isResult ?? false || entry?.activeMethod != nil ? .trained : .derived)
    guard let own = answer.number("joules_per_thousand"),
      let dense = answer.number("dense_joules_per_thousand")
    else { return explanation }
    explanation.formula("saved by 1,000 inferences", "1,000 × (dense inference − inference)")
    explanation.put(
      "\(NumberText.joules(dense)) − \(NumberText.joules(own)) = \(NumberText.joules(dense - own))",
      dense - own, at: ["saved_per_thousand"])
    explanation.note("‘explain’ after ‘energy training’ and ‘energy’ takes the joules apart")
    guard let spent = answer.number("joules"), let denseRun = answer.number("dense_joules") else {
      return explanation
    }
    for (name, key, cost) in [
      ("extra cost of pruning", "break_even", spent - denseRun),
      ("cost of the training", "training_back", spent),
    ] {
      explanation.formula("\(name) is back after", "1,000 × joules / saved, rounded up")
      explanation.put(
        "1,000 × \(NumberText.joules(cost)) / \(NumberText.joules(dense - own)) → "
          + (answer.number(key).map { NumberText.count($0) } ?? "never"), answer.number(key),
        at: [key])
    }
    return explanation
  }
}
