import Notebook
import Pruning
import Reports
import Training

extension CompactCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.trained)
    explanation.formula("removed", "1 − after / before")
    for key in ["parameters", "connections", "macs", "joules"] {
      guard let before = answer.number(key + "_before"), let after = answer.number(key), before > 0
      else { continue }
      let share = 1 - after / before
      let isAsked = answer.word("of") == key
      let texts = [after, before].map {
        key == "joules" ? NumberText.joules($0) : NumberText.count($0)
      }
      explanation.put(
        "\(key == "macs" ? "multiply-adds" : key): "
          + NumberText.saved(texts[0], texts[1], share, 2)
          + (isAsked ? ", the share achieved" : ""), share, at: isAsked ? ["achieved"] : [])
    }
    if let target = answer.number("target"), let achieved = answer.number("achieved") {
      explanation.formula("distance from the target", "achieved − target")
      explanation.put(
        "\(NumberFormat.percent(achieved, 2)) − \(NumberFormat.percent(target)) = "
          + "\(NumberFormat.points(achieved - target)); the projection aims at "
          + "\(NumberFormat.points(Projection.tolerance)) or less")
    }
    if let flips = answer.number("flips"), let gates = answer.number("gates"), gates > 0 {
      explanation.formula("changed by the projection", "gates flipped / gates")
      explanation.put(
        "\(NumberText.count(flips)) / \(NumberText.count(gates)) = "
          + NumberFormat.percent(flips / gates), flips, at: ["flips"])
    }
    if let most = answer.number("max_abs_logit"),
      let difference = answer.number("max_abs_logit_difference")
    {
      explanation.formula(
        "largest difference of logits",
        "max over test images and classes of |z of the small network − z of the gated one|")
      explanation.put(
        "\(difference), at most \(Compaction.tolerance) × \(NumberFormat.fixed(most, 4)) = "
          + NumberFormat.short(Compaction.tolerance * most), difference,
        at: ["max_abs_logit_difference"])
    }
    let images = answer.workspace.data?.dataset.test.count ?? 0
    if let agreement = answer.number("argmax_agreement"), images > 0 {
      explanation.formula("same answer", "test images with the same largest logit / test images")
      let right = (agreement * Double(images)).rounded()
      explanation.put(
        "\(NumberText.count(right)) / \(NumberFormat.count(images)) = "
          + NumberFormat.percent(agreement, 2), right / Double(images), at: ["argmax_agreement"])
    }
    let score = answer.workspace.task.scores[0]
    if let value = answer.number(score.name), images > 0 {
      explanation.formula(score.title, score.formula)
      explanation.put(Mark(score, value), of: Double(images), digits: 2, at: [score.name])
    }
    explanation.cuts(answer)
    explanation.source("Docs/Method.md: projection, surgery and its proof")
    return explanation
  }
}
