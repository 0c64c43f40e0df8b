import Datasets
import Language
import Networks
import Notebook
import Pruning
import Reports
import Workspaces

/// `mask CRITERION target=90%`, `mask off`.
enum MaskCommand: Command {
  static let signature = Signature(
    "mask", group: CommandGroup.gates, "takes single weights away, which then stay zero",
    positionals: [
      .required(
        "CRITERION", .choice(CriterionCatalog.ofWeights.map(\.name) + ["off"]),
        "what tells weights apart; off lets all of them move again"
      ).explained(
        by: CriterionCatalog.ofWeights.map { ($0.name, $0.summary) })
    ],
    options: [
      .option("target", .percent, "the share of the weights that go"),
      .option(
        "scope", .choice(SelectionScope.allCases.map(\.rawValue)),
        "among which weights scores are compared; layer: each layer loses the same share",
        default: SelectionScope.global.rawValue),
    ],
    examples: [
      .init("mask magnitude target=90%"), .init("mask random target=50% scope=layer"),
      .init("mask off"),
    ],
    details: """
      Weights of convolutions and linear layers go, those with the lowest scores first; the best \
      of each layer stays. Training goes on with the rest, and weights that went stay zero after \
      each step, whatever momentum and decay do. Counts by masks are told beside the dense ones, \
      because dense loops multiply zeros too. ‘compact’ takes out the channels that masks emptied.
      """,
    otherWords: [
      "l1": "magnitude", "l1_unstructured": "magnitude", "none": "off", "amount": "target",
      "ratio": "target", "sparsity": "target",
    ])

  static func effects(of arguments: BoundArguments) -> [Effect] { [.changeInUse, .use(.inUse)] }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    var entry = try arguments.entry(draft)
    let name = arguments.word("CRITERION") ?? "off"
    if let criterion = CriterionCatalog.ofWeights.first(where: { $0.name == name }) {
      try hold(criterion, &entry, arguments, draft, context)
    } else {
      if let option = ["target", "scope"].first(where: { arguments.isTyped($0) }) {
        throw arguments.error(
          .badValue, "‘mask off’ takes no \(option)=", at: option, hint: "leave it out")
      }
      for index in entry.network.parameters.indices {
        entry.run.network.parameters[index].hold(nil)
      }
    }
    draft.entry = entry
    return MaskReport.report(entry.network)
  }

  private static func hold(
    _ criterion: any WeightCriterion, _ entry: inout NetworkEntry, _ arguments: BoundArguments,
    _ draft: Workspace, _ context: CommandContext
  ) throws {
    let share = try arguments.required("target", \.fraction)
    let data = try arguments.dataFitting(entry.network, draft)
    let scope = arguments.word("scope").flatMap { SelectionScope(rawValue: $0) } ?? .global
    let selection: WeightSelection
    do {
      selection = try WeightSelection(
        criterion,
        CriterionScene(
          network: entry.network, producers: [], seed: draft.seed, step: entry.run.position.step,
          dataset: data.dataset, stop: context.stop))
    } catch {
      throw arguments.error(
        .init(error.code), error.message.replacing("the network", with: "‘\(entry.name)’"),
        hint: error.hint)
    }
    for (index, mask) in zip(selection.parameters, selection.masks(removing: share, in: scope)) {
      entry.run.network.parameters[index].hold(
        .init(entry.network.parameters[index].value.dimensions, mask))
    }
    entry.run.optimizerState.clearMasked(entry.run.network)
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    MaskReport.explanation(of: answer)
  }
}
