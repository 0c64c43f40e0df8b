import Language
import Networks
import Notebook
import Reports
import Tensors
import Training
import Workspaces

/// `train N [epochs|batches]`, `train until SCORE=…`, `train until energy=…`.
enum TrainCommand: Command {
  static let signature = Signature(
    "train", group: CommandGroup.training, "trains the network in use, gates and weights together",
    positionals: [
      .required("N", .integer(1...1_000_000), "how many", words: ["until"]),
      .optional("unit", .choice(["epochs", "batches"]), "what N counts", default: "epochs"),
    ],
    options: [
      .option("stop", .integer(0...Int.max), "batches of them that really run", otherwise: "all"),
      .option(
        "from", .integer(0...Int.max), "batches of them that ran before, so that the rest is left",
        otherwise: "none"),
      .option(
        "lr", .real(1e-9...1000), "the rate of this line's batches, whatever the schedule says",
        otherwise: "the optimizer's"),
      .option(
        "watch", .choice(["test", "validation", "off"]), "the part to evaluate after each epoch",
        otherwise: "validation where a part is set aside"),
    ] + TaskCatalog.scores.map(goal) + [
      .option("energy", .energy, "with until: the estimated joules to reach"),
      .option(
        "split", .choice(["test", "validation"]), "with until: the part whose score is meant",
        default: "test"),
      .option(
        "max", .integer(1...1_000_000), "with until: epochs at most",
        otherwise: "20, with energy 1000"),
    ],
    examples: [
      .init("train 3", "three epochs"), .init("train 200 batches"),
      .init("train until accuracy=90% max=20"), .init("train until energy=500J max=30"),
      .init("train 2 lr=0.001", "at one rate, beside the schedule"),
      .init("train 3 watch=test", "the accuracy of the test images too, epoch by epoch"),
    ],
    details: """
      Ctrl-C stops within half a second; what ran is kept and recorded as ‘train 3 stop=117’, \
      which replays to the batch; ‘continue’ trains the rest, ‘train 3 from=117’, and tells the \
      epoch that was cut as a whole. Where the loss is not finite, the network goes back to the \
      end of the epoch before. ‘until’ evaluates its goal after each epoch: the task's score on \
      the test split or, with split=validation, on the part set aside; energy as ‘energy \
      training’ counts it, by the model and never by a meter. Where a training was cut short at \
      the end of an epoch, nobody looked there.

      Where ‘optimizer over=’ gives no horizon, the first train sets it: to its epochs, with \
      ‘until’ to `max=` for a score, and for an energy to as many epochs as it suffices for with \
      the network as it is. Batches behind its end run at the last rate, which may be 0; that is \
      said before the first one. With lr= the schedule is not asked, and the horizon neither \
      begins nor ends.
      """,
    otherNames: ["fit", "epochs", "epoch"],
    otherWords: [
      "acc": "accuracy", "max_epochs": "max", "epoch": "epochs", "batch": "batches",
      "steps": "batches",
    ])

  private static func goal(_ score: Score) -> Language.Parameter {
    .option(
      score.name, score.unit == .fraction ? .percent : .real(0...200),
      "with until: the \(score.title) to reach")
  }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    effects(endsInEpoch: arguments.isTyped("stop") || arguments.word("unit") == "batches")
  }

  static func effects(endsInEpoch: Bool) -> [Effect] {
    [
      .read(.log), .readDevice, .read(.setting(Setting.precision.key)),
      .train(endsInEpoch: endsInEpoch),
    ]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    try train(arguments, on: &draft, in: context, recordedAs: nil)
  }

  /// Each process that shares a batch needs a block of its images.
  private static func refuseManyRanks(
    _ arguments: BoundArguments, _ data: LoadedData, _ network: Network
  ) throws {
    let blocks = Activations.blocks(of: data.largestBatch)
    guard let ranks = RankGroup.current else { return }
    try arguments.refuseForRanks(network.graph, batch: data.largestBatch)
    guard ranks.count > blocks else { return }
    throw arguments.manyRanks(
      ranks.count, batch: data.largestBatch, hint: "mpiexec -n \(blocks), or a larger batch=")
  }

  /// Trains.
  ///
  /// - Parameter line: what a training that ran whole is recorded as; nil where that was typed.
  static func train(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext,
    recordedAs line: String?
  ) throws -> Report {
    let start = try arguments.entry(draft)
    let data = try arguments.dataFitting(start.network, draft)
    try arguments.refuseEmpty(start)
    try arguments.refuseSmoothing(draft)
    // The state before stays, and at the end of an epoch one more.
    let kept = 2 * MemoryNeed.weights(start.network.graph)
    try arguments.refuseHuge(
      MemoryNeed.training(start.network.graph, batch: data.largestBatch) + kept,
      "training in batches of \(data.batch)", hint: "‘data … batch=128’, or a smaller network")
    try refuseManyRanks(arguments, data, start.network)
    let request = try TrainingRequest(
      arguments, data, start, draft.task, draft.optimizer.optimizer, draft.device)
    TrainingNotices(start, data, request, draft).announce(in: context)
    let session = TrainingSession(draft, data, request, context)
    let (outcome, training) = draft.withEntry { entry in session.train(&entry) }
    let report = try training.report(draft.entry!)
    if let line = outcome.isWhole ? line : request.line(stoppingAt: outcome.steps) {
      context.recordAs(line)
    }
    if let error = outcome.error {
      let diagnostic = ErrorTranslation.diagnostic(for: error).located(arguments.verbSpan)
      throw PartialFailure(diagnostic, report: report)
    }
    switch outcome.end {
    case .finished:
      break
    case .interrupted:
      context.markInterrupted()
      let batches = NumberFormat.noun("batch", outcome.steps)
      let rest = context.configuration.isInteractive ? "; ‘continue’ trains the rest" : ""
      context.warn("stopped after \(outcome.steps) \(batches); \(context.afterStop)\(rest)")
    case .notFinite(let epoch, let batch):
      throw PartialFailure(
        arguments.error(
          "not-finite",
          "the loss is not finite in batch \(batch) of epoch \(epoch); the network is back at the "
            + "edge of the epoch before",
          hint: "a smaller learning rate: ‘optimizer sgd lr=…’"), report: report)
    }
    return report
  }
}
