import Notebook
import Reports

extension BenchmarkCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.measured)
    explanation.note(
      "measured on this machine, now; the median of the rounds, spread: half the distance between "
        + "the quartiles")
    switch answer.arguments.word("detail") {
    case "layers": layers(answer, in: &explanation)
    case "training": training(answer, in: &explanation)
    default: inferences(answer, in: &explanation)
    }
    return explanation
  }

  private static func inferences(_ answer: Answer, in explanation: inout Explanation) {
    explanation.formula("images/s", "1 / median seconds of an image")
    for row in answer.rows("batches") {
      guard let batch = row.number("batch"), let time = row.number("milliseconds") else { continue }
      explanation.put(
        "batch \(NumberText.count(batch)): 1 / \(NumberText.seconds(time / 1000)) = "
          + NumberFormat.count(Int(1000 / time)), time,
        at: ["batches", "\(Int(batch))", "milliseconds"])
    }
    ratios(answer, in: &explanation)
  }

  private static func training(_ answer: Answer, in explanation: inout Explanation) {
    explanation.formula("images/s", "batch / median seconds of a step")
    for row in answer.rows("batches") {
      guard let batch = row.number("batch"), let time = row.number("milliseconds") else { continue }
      let rate = batch / time * 1000
      explanation.put(
        "\(NumberText.count(batch)) / \(NumberText.seconds(time / 1000)) = "
          + NumberFormat.count(Int(rate)), rate,
        at: ["batches", "\(Int(batch))", "images_per_second"])
    }
    explanation.formula(
      "FLOP/s", "6 × multiply-adds × images/s: three products of a step, 2 FLOPs a multiply-add")
    for row in answer.rows("batches") {
      guard let batch = row.number("batch"), let macs = row.number("macs"),
        let images = row.number("images_per_second")
      else { continue }
      let rate = 6 * macs * images
      explanation.put(
        "6 × \(NumberText.count(macs)) × \(NumberFormat.count(Int(images))) = "
          + "\(NumberFormat.fixed(rate / 1e9, 1)) GFLOP/s", rate,
        at: ["batches", "\(Int(batch))", "flops_per_second"])
    }
    ratios(answer, in: &explanation)
  }

  private static func ratios(_ answer: Answer, in explanation: inout Explanation) {
    let rows = answer.rows("batches").filter { $0.number("dense_milliseconds") != nil }
    guard !rows.isEmpty else { return }
    explanation.formula(
      "dense / this", "median over blocks of rounds of (least of the dense / least of this one)")
    explanation.note(
      "±: what the rounds leave open, and 10 % from process to process (Docs/Measuring.md)")
    for row in rows {
      guard let ratio = row.number("ratio"), let uncertainty = row.number("ratio_uncertainty"),
        let batch = row.number("batch")
      else { continue }
      explanation.put(
        "batch \(NumberText.count(batch)): \(NumberFormat.measured(ratio, uncertainty))", ratio,
        at: ["batches", "\(Int(batch))", "ratio"])
    }
  }

  private static func layers(_ answer: Answer, in explanation: inout Explanation) {
    let batch = answer.number("batch") ?? 1
    explanation.formula("GFLOP/s", "2 × multiply-adds × batch / seconds, for each of the products")
    let peak = answer.number("peak_flops_per_second") ?? 0
    let rows = answer.rows("layers")
    for row in rows {
      guard let name = row.word("name"), let macs = row.number("macs"),
        let rate = row.number("forward_flops_per_second"), rate > 0
      else { continue }
      let seconds = 2 * macs * batch / rate
      explanation.put(
        "\(name): 2 × \(NumberText.count(macs)) × \(NumberText.count(batch)) / "
          + "\(NumberText.seconds(seconds)) = \(NumberFormat.fixed(rate / 1e9, 1)) forward",
        rate, at: ["layers", name, "forward_flops_per_second"])
    }
    explanation.formula(
      "share of peak",
      "FLOPs of all its products / seconds / the rate of multiply-adds in registers, timed in turn")
    for row in rows {
      guard let name = row.word("name"), let share = row.number("share_of_peak") else { continue }
      explanation.put(
        "\(name): \(NumberFormat.fixed(share * peak / 1e9, 1)) / "
          + "\(NumberFormat.fixed(peak / 1e9, 1)) GFLOP/s = "
          + NumberFormat.percent(share, 0), share,
        at: ["layers", name, "share_of_peak"])
    }
  }
}
