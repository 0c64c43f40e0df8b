import Datasets
import Notebook
import Reports
import Training
import Workspaces

extension TrainCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let entry = answer.workspace.entry, let data = answer.workspace.data else { return nil }
    var explanation = Explanation(.trained)
    let rows = answer.rows("epochs")
    epochs(rows, data, answer.workspace.task, in: &explanation)
    if let last = rows.last?.number("epoch"), let rate = answer.number("lr") {
      explanation.formula("rate", "lr of the line; the schedule is not asked")
      explanation.put(
        "lr = \(NumberFormat.plain(rate))", rate, at: ["epochs", "\(Int(last))", "rate"])
    } else if let last = rows.last?.number("epoch") {
      explanation.rate(
        answer.workspace.optimizer, horizon: entry.horizon,
        step: max(0, entry.run.position.step - 1), at: ["epochs", "\(Int(last))", "rate"])
    }
    if let method = entry.method {
      let cost = method.request.cost
      explanation.derivation(
        method.derivation(
          at: entry.run.position, stepsPerEpoch: data.stepsPerEpoch, dense: entry.dense(cost)),
        cost)
    }
    freeze(answer, in: &explanation)
    if let seconds = answer.number("seconds") {
      explanation.meter(answer)
      if let rate = answer.number("images_per_second") {
        explanation.formula("images/s", "images / seconds")
        explanation.put(
          "\(NumberText.count((rate * seconds).rounded())) / \(NumberFormat.duration(seconds)) = "
            + NumberFormat.count(Int(rate)), kind: .measured)
      }
    }
    return explanation
  }

  private static func epochs(
    _ rows: [JSONObject], _ data: LoadedData, _ task: any Task, in explanation: inout Explanation
  ) {
    guard let row = rows.last, let epoch = row.number("epoch"), let batches = row.number("batches")
    else { return }
    let count = data.dataset.training.count
    let isWhole = Int(batches) == data.stepsPerEpoch
    let images = isWhole ? count : min(count, Int(batches) * data.batch)
    explanation.formula(
      "loss", "mean over the epoch's images of \(task.objective.formula), while training")
    if let loss = row.number("loss") {
      explanation.put(
        "epoch \(Int(epoch)): \(NumberFormat.fixed(loss * Double(images), 2)) / "
          + "\(NumberFormat.count(images)) = \(NumberFormat.fixed(loss, 4))", loss,
        at: ["epochs", "\(Int(epoch))", "loss"])
    }
    if data.dataset.augmentation.mixes, task.isAboutClasses {
      explanation.note(
        "with mixup that is λ · (the loss with an image's label) + (1 − λ) · (the loss with its "
          + "partner's); accuracy counts the first")
    }
    for score in task.scores {
      guard let value = row.number(score.name) else { continue }
      explanation.formula(score.title, score.runningFormula)
      explanation.put(
        Mark(score, value), of: Double(images), "epoch \(Int(epoch)): ",
        at: isWhole ? ["epochs", "\(Int(epoch))", score.name] : [])
      for part in [Dataset.Part.validation, .test] {
        guard let found = row.number(part.key(score)), let examples = data.dataset[part] else {
          continue
        }
        explanation.formula(
          "\(part.rawValue) \(score.title)",
          "\(score.formula), on the \(part.rawValue) split after the epoch")
        explanation.put(
          Mark(score, found), of: Double(examples.count), "epoch \(Int(epoch)): ",
          at: ["epochs", "\(Int(epoch))", part.key(score)])
      }
    }
  }

  private static func freeze(_ answer: Answer, in explanation: inout Explanation) {
    let score = answer.workspace.task.scores[0]
    guard answer.number("freeze", "gap") != nil,
      let moving = answer.number("freeze", "dynamic_\(score.name)"),
      let still = answer.number("freeze", "static_\(score.name)")
    else { return }
    explanation.formula(
      "consensus at the freeze",
      "gates that all test images set alike / gates, each image by its own gates")
    explanation.formula(
      "gap at the freeze",
      "dynamic \(score.title) − static \(score.title), on the test split")
    let gap = Figure.difference(moving - still, of: score).text
    explanation.put(
      "\(Mark(score, moving).text(digits: 2)) − \(Mark(score, still).text(digits: 2)) = \(gap)",
      moving - still, at: ["freeze", "gap"])
    explanation.note(
      "dynamic: each test image by its own gates; static: test images, each gate as the average "
        + "over training images has it, which is what decides, so the two may part though all test "
        + "images agree")
    if let flips = answer.number("freeze", "flips"), let gates = answer.number("freeze", "gates"),
      gates > 0
    {
      explanation.formula("changed by the projection", "gates flipped / gates")
      explanation.put(
        "\(NumberText.count(flips)) / \(NumberText.count(gates)) = "
          + NumberFormat.percent(flips / gates), flips / gates, at: ["freeze", "changed"])
    }
    if let removed = answer.number("freeze", "removed"), let target = answer.number("target") {
      explanation.formula("distance from the target", "removed − target")
      explanation.put(
        "\(NumberFormat.percent(removed, 2)) − \(NumberFormat.percent(target)) = "
          + NumberFormat.points(removed - target))
    }
  }
}
