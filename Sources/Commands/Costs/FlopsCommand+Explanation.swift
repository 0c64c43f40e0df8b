import Notebook
import Reports

extension FlopsCommand {
  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let now = answer.workspace.entry else { return nil }
    let entry = try answer.arguments.asking(now, answer.workspace, context)
    var explanation = Explanation(entry.origin != nil ? .trained : .derived)
    let isDetailed = answer.arguments.word("detail") == "layers"
    explanation.multiplyAdds(entry.denseGraph, all: isDetailed, list: "layers")
    let macs = entry.cost(.macs)
    explanation.flops(macs.open, at: ["flops"])
    explanation.connections(entry.denseGraph)
    explanation.parameters(entry.denseGraph)
    explanation.source(Explanation.countSource)
    guard entry.isPruned else { return explanation }
    explanation.kind = .trained
    explanation.formula(
      "now", "Σ over layers k × (a + Σ open inputs) × (b + Σ open outputs) × Π open blocks")
    explanation.put(
      "each gate at the share of images that open it: \(NumberText.count(macs.now)), "
        + "\(NumberFormat.percent(macs.now / macs.open)) of \(NumberText.count(macs.open))",
      macs.now, at: ["macs_now"])
    explanation.formula("static", "the same with every gate at its decision, 0 or 1")
    explanation.put(
      "\(NumberText.count(macs.fixed)), \(NumberFormat.percent(macs.fixed / macs.open)) of "
        + NumberText.count(macs.open), macs.fixed, at: ["macs_static"])
    explanation.note(
      "k: multiply-adds of one input on one output; a, b: inputs and outputs without a gate")
    explanation.source("Docs/Method.md, Loss")
    return explanation
  }
}
