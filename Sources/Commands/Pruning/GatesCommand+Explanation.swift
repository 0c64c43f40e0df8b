import Notebook
import Reports

extension GatesCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.trained)
    explanation.source(
      "Docs/Method.md, a reconstruction of Zhi et al., arXiv 2302.10798; gates straight through "
        + "the threshold")
    if answer.report["account"] != nil { return course(answer) }
    if answer.arguments.isTyped("image") {
      image(answer, in: &explanation)
    } else if answer.arguments.isTyped("by") {
      classes(answer, in: &explanation)
    } else {
      table(answer, in: &explanation)
    }
    return explanation
  }

  /// Of a method without gates: how its figures come about, as ‘prune’ explains them.
  private static func course(_ answer: Answer) -> Explanation {
    var explanation = Explanation(.trained)
    explanation.note(
      "the figures of the last batch of the epoch, which ‘plot gates’ draws by epoch")
    guard let entry = answer.workspace.entry, let method = entry.method else { return explanation }
    let cost = method.request.cost
    explanation.derivation(
      method.derivation(
        at: entry.run.position, stepsPerEpoch: answer.workspace.data?.stepsPerEpoch ?? 1,
        dense: entry.dense(cost)), cost)
    return explanation
  }

  private static func table(_ answer: Answer, in explanation: inout Explanation) {
    let rows = answer.rows("layers")
    explanation.formula("a gate", "1 where its logit z is above 0, else 0, for each image")
    explanation.formula(
      "open", "mean over a layer's gates of the share of test images that open each")
    for row in rows {
      guard let name = row.word("layer"), case .array(let shares)? = row["open_share"],
        !shares.isEmpty
      else { continue }
      let values = shares.compactMap { if case .real(let share) = $0 { share } else { nil } }
      let sum = values.reduce(0, +)
      explanation.put(
        "\(name): \(NumberFormat.fixed(sum, 3)) / \(values.count) = "
          + NumberFormat.percent(sum / Double(values.count)), sum / Double(values.count),
        at: ["layers", name, "openness"])
    }
    explanation.formula("undecided", "gates that some images open and others shut")
    for row in rows {
      guard let name = row.word("layer"), case .array(let shares)? = row["open_share"] else {
        continue
      }
      let count = shares.count {
        if case .real(let share) = $0 { share > 0 && share < 1 } else { false }
      }
      explanation.put(
        "\(name): \(count) of \(shares.count)", Double(count), at: ["layers", name, "undecided"])
    }
    explanation.formula(
      "consensus", "gates that all images agree on / gates; those inside a closed block left out")
    if let agreed = answer.number("agreed"), let counted = answer.number("counted") {
      let share = counted > 0 ? agreed / counted : 1
      explanation.put(
        "\(NumberText.count(agreed)) / \(NumberText.count(counted)) = "
          + NumberFormat.percent(share), share, at: ["consensus"])
      explanation.formula("undecided, of all", "1 − consensus")
      explanation.put(
        "1 − \(NumberFormat.percent(share)) = \(NumberFormat.percent(1 - share))", 1 - share,
        at: ["undecided"])
    }
    if let flips = answer.number("flips") {
      explanation.formula("flips", "gates whose majority is another than at the last ‘gates’")
      let all = rows.reduce(0) { $0 + ($1.number("flips") ?? 0) }
      explanation.put(
        "\(rows.map { NumberText.count($0.number("flips") ?? 0) }.joined(separator: " + ")) = "
          + NumberText.count(flips), all, at: ["flips"])
    }
    if let margin = answer.number("margin"), margin.isFinite {
      explanation.formula("margin", "mean over images and gates of |p − ½|, p = sigmoid(z)")
      explanation.put(
        "\(NumberFormat.fixed(margin, 3)); ½ is certain, 0 is on the threshold", margin,
        at: ["margin"])
    }
  }

  private static func classes(_ answer: Answer, in explanation: inout Explanation) {
    explanation.formula(
      "open", "mean over a layer's gates of the share of a class's test images that open each")
    for row in answer.rows("classes") {
      guard let name = row.word("class"), case .array(let shares)? = row["openness"] else {
        continue
      }
      let values = shares.compactMap { if case .real(let share) = $0 { share } else { nil } }
      explanation.put(
        "\(name): \(values.map { NumberFormat.percent($0) }.joined(separator: ", "))")
    }
    guard let count = answer.number("class_dependent") else { return }
    explanation.formula(
      "some class opens and another shuts",
      "gates whose shares in two classes lie more than 50 points apart")
    explanation.put(NumberText.count(count), count, at: ["class_dependent"])
  }

  private static func image(_ answer: Answer, in explanation: inout Explanation) {
    explanation.formula("open", "gates whose logit is above 0 for this image")
    for row in answer.rows("layers") {
      guard let name = row.word("layer"), case .array(let open)? = row["open"] else { continue }
      explanation.put("\(name): \(open.count { $0 == .bool(true) }) of \(open.count)")
    }
  }
}
