import Costs
import Notebook
import Reports
import Training
import Workspaces

extension CompareCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    let names = answer.arguments.all("NAME").map(\.text)
    let entries = try names.compactMap { name in
      try answer.workspace.networks[name].map {
        try answer.arguments.asking($0, answer.workspace, context)
      }
    }
    let isTrained = entries.contains { $0.isResult }
    var explanation = Explanation(isTrained ? .trained : .derived)
    let model = try Self.model(answer.arguments, answer.workspace, context)
    addAccuracy(names, answer, to: &explanation)
    try addCosts(entries, model, to: &explanation)
    addCuts(names, answer, to: &explanation)
    if asksModels(answer.arguments) {
      let graphs = try entries.map { try $0.staticGraph() }
      for (index, claim) in try claims(graphs, model).enumerated() {
        explanation.claim(
          claim, model.inference(graphs[index].work).perImage,
          at: [entries[index].name, "models"], dense: false)
      }
    }
    explanation.formula("measured time", "median of batches of random images, here and now")
    for name in names {
      guard let milliseconds = answer.number(name, "milliseconds"),
        let images = answer.number(name, "batch")
      else { continue }
      let (batch, image) = (milliseconds / 1000, milliseconds / 1000 / images)
      explanation.put(
        "\(name): \(NumberText.seconds(batch)) a batch, / \(NumberText.count(images)) = "
          + "\(NumberText.seconds(image)) an image", milliseconds,
        at: [name, "milliseconds"], kind: .measured)
    }
    explanation.cuts(answer)
    explanation.note("spread: half the distance between the quartiles")
    explanation.source(Explanation.countSource)
    explanation.note("‘explain’ after ‘energy’ takes the joules of one inference apart")
    explanation.model(model.device)
    return explanation
  }

  private static func addAccuracy(
    _ names: [String], _ answer: Answer, to explanation: inout Explanation
  ) {
    let images = answer.workspace.data?.dataset.test.count ?? 0
    let score = answer.workspace.task.scores[0]
    explanation.formula("test \(score.title)", score.shortFormula)
    for name in names where images > 0 {
      guard let value = answer.number(name, score.name) else { continue }
      explanation.put(
        Mark(score, value), of: Double(images), digits: 2, "\(name): ", at: [name, score.name],
        kind: .trained)
    }
  }

  /// Multiply-adds and joules.
  private static func addCosts(
    _ entries: [NetworkEntry], _ model: EnergyModel, to explanation: inout Explanation
  ) throws {
    explanation.formula("multiply-adds", "Σ over the layers of the static network")
    for entry in entries {
      let layers = try entry.staticGraph().work
      let macs = layers.total.multiplyAdds
      let terms = layers.filter { $0.work.multiplyAdds > 0 }.map {
        NumberText.count($0.work.multiplyAdds)
      }
      let shown = terms.prefix(4).joined(separator: " + ") + (terms.count > 4 ? " + …" : "")
      explanation.put(
        "\(entry.name): \(shown) = \(NumberText.count(macs))", macs, at: [entry.name, "macs"])
    }
    explanation.formula("joules", "compute + memory + time, one image")
    for entry in entries {
      let part = model.inference(try entry.staticGraph().work).perImage
      let terms = [part.computeJoules, part.memoryJoules, part.timeJoules].map {
        NumberText.joules($0.value)
      }
      explanation.put(
        "\(entry.name): \(terms.joined(separator: " + ")) = "
          + "\(NumberText.joules(part.joules.value)) (estimated)", part.joules.value,
        at: [entry.name, "joules"])
    }
  }

  private static func addCuts(
    _ names: [String], _ answer: Answer, to explanation: inout Explanation
  ) {
    explanation.formula("cut", "1 − number / number of ‘\(names[0])’")
    for name in names.dropFirst() where name != names[0] {
      for (key, text) in [("macs", NumberText.count), ("joules", NumberText.joules)] {
        guard let now = answer.number(name, key), let before = answer.number(names[0], key),
          let cut = answer.number(name, key + "_cut"), before > 0
        else { continue }
        explanation.put(
          "\(name), \(key == "macs" ? "multiply-adds" : key): "
            + NumberText.saved(text(now), text(before), cut), 1 - now / before,
          at: [name, key + "_cut"])
      }
    }
  }
}
