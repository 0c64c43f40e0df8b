import Costs
import Notebook
import Reports
import Training
import Workspaces

extension EnergyCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let now = answer.workspace.entry else { return nil }
    if answer.arguments.word("detail") == "break-even" { return breakEvenExplanation(of: answer) }
    let entry = try answer.arguments.asking(now, answer.workspace, context)
    let isTraining = answer.arguments.word("detail") == "training"
    let model = try answer.arguments.model(
      of: entry.denseLayers, in: answer.workspace, context,
      for: isTraining ? .training : .inference)
    var explanation = try explanation(of: answer, entry, model)
    explanation.isVolatile = model.device.isThisMachine
    return explanation
  }

  private static func explanation(
    of answer: Answer, _ entry: NetworkEntry, _ model: EnergyModel
  ) throws -> Explanation {
    if answer.arguments.word("detail") == "training" { return try training(entry, model) }
    var explanation = Explanation(entry.isResult ? .trained : .derived)
    let batch = try answer.arguments.batch(on: model.device)
    let layers = try entry.staticGraph().work
    if answer.arguments.word("detail") == "models" {
      let claim = EnergyClaim(
        model.inference(layers, batch: batch).perImage,
        against: model.inference(entry.denseLayers, batch: batch).perImage)
      explanation.claim(
        claim, model.inference(layers, batch: batch).perImage, at: ["models"], dense: true)
      explanation.constants(of: model.device)
      return explanation
    }
    let isDetailed = answer.arguments.word("detail") == "layers"
    explanation.energy(layers, model, batch: batch, list: isDetailed ? "layers" : nil)
    let dense = model.inference(entry.denseLayers, batch: batch).joules.value
    explanation.saved(model.inference(layers, batch: batch).joules.value, dense)
    explanation.cuts(answer)
    return explanation
  }

  private static func training(
    _ entry: NetworkEntry, _ model: EnergyModel
  ) throws -> Explanation {
    let isTrained = entry.activeMethod != nil || entry.origin != nil
    var explanation = Explanation(isTrained ? .trained : .derived)
    let energy = TrainingEnergy(entry.stretches, model)
    let isKnown = entry.isTrainingKnown
    for (name, key, layers) in [
      ("joules", isKnown ? "joules" : "joules_at_least", \TrainingStretch.layers),
      ("dense joules", "dense_joules", \TrainingStretch.denseLayers),
    ] where isKnown || key != "dense_joules" {
      explanation.formula(
        name,
        "Σ over stretches of one graph: batches × joules of a step (forward, two passes back, the "
          + "optimizer's words)")
      var total = 0.0
      for stretch in entry.stretches {
        let step = TrainingEnergy.joules(stretch[keyPath: layers], stretch, model)
        total += step * Double(stretch.steps)
        if entry.stretches.count <= 6 {
          explanation.put(
            "\(NumberFormat.count(stretch.steps)) batches of \(stretch.batch) × "
              + "\(NumberText.joules(step)) = \(NumberText.joules(step * Double(stretch.steps)))")
        }
      }
      if model.run.joules.value > 0, energy.steps > 0 {
        total += model.run.joules.value
        explanation.put("a run beside its batches: \(NumberText.joules(model.run.joules.value))")
      }
      explanation.put(
        "\(NumberFormat.count(energy.steps)) batches in \(entry.stretches.count) "
          + "\(NumberFormat.noun("stretch", entry.stretches.count)): \(NumberText.joules(total)) "
          + "(estimated, \(model.device.name))", total, at: [key])
    }
    if isKnown { explanation.saved(energy.spent, energy.dense) }
    if isTrained, isKnown, energy.steps > 0 {
      let one = model.inference(try entry.staticGraph().work).joules.value
      let dense = model.inference(entry.denseLayers).joules.value
      explanation.formula(
        "break-even", "(joules − dense joules) / (dense inference − inference), rounded up")
      let even = BreakEven(
        training: Joules(energy.spent), denseTraining: Joules(energy.dense),
        inference: Joules(one), denseInference: Joules(dense))
      explanation.put(
        "(\(NumberText.joules(energy.spent)) − \(NumberText.joules(energy.dense))) / "
          + "(\(NumberText.joules(dense)) − \(NumberText.joules(one))) → "
          + (even.inferences.map { NumberText.count($0) } ?? "never"), even.inferences,
        at: ["break_even"])
    }
    explanation.note("‘explain’ after ‘energy’ takes the joules of one inference apart")
    explanation.model(model.device)
    return explanation
  }
}
