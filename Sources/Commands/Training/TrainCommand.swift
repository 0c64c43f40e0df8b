import Costs
import Language
import Notebook
import Reports
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
      .option("stop", .integer(0...Int.max), "batches of them that really run", otherwise: "all")
    ] + TaskCatalog.scores.map(goal) + [
      .option("energy", .energy, "with until: the estimated joules to reach"),
      .option(
        "max", .integer(1...1_000_000), "with until: epochs at most",
        otherwise: "20, with energy 1000"),
    ],
    examples: [
      .init("train 3", "three epochs"), .init("train 200 batches"),
      .init("train until accuracy=90% max=20"), .init("train until energy=500J max=30"),
    ],
    details: """
      Ctrl-C stops within half a second; what ran is kept and recorded as ‘train 3 stop=117’, \
      which replays to the batch. Where the loss is not finite, the network goes back to the end \
      of the epoch before. ‘until’ evaluates its goal after each epoch: the task's score on the \
      test split, energy as ‘energy training’ counts it, by the model and never by a meter.

      Where ‘optimizer over=’ gives no horizon, the first train sets it: to its epochs, with \
      ‘until’ to `max=` for a score, and for an energy to as many epochs as it suffices for with \
      the network as it is.
      """,
    otherNames: ["fit", "epochs", "epoch"],
    otherWords: [
      "acc": "accuracy", "max_epochs": "max", "epoch": "epochs", "batch": "batches",
      "steps": "batches",
    ])

  private static func goal(_ score: Score) -> Language.Parameter {
    .option(
      score.name, score.unit == .fraction ? .percent : .real(0...200),
      "with until: the test \(score.title) to reach")
  }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    let isCut = arguments.isTyped("stop") || arguments.word("unit") == "batches"
    return [
      .read(.log), .read(.setting(Setting.precision.key)), .train(endsInEpoch: isCut),
    ]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let start = try arguments.entry(draft)
    let data = try arguments.dataFitting(start.network, draft)
    try arguments.refuseEmpty(start)
    try arguments.refuseSmoothing(draft)
    try arguments.refuseHuge(
      MemoryNeed.training(start.network.graph, batch: data.largestBatch),
      "training in batches of \(data.batch)", hint: "‘data … batch=128’, or a smaller network")
    let request = try TrainingRequest(
      arguments, data, start, draft.task, draft.optimizer.optimizer)
    forecast(start, data, request, draft.optimizer.optimizer, context)
    let session = TrainingSession(draft, data, request, context)
    let (outcome, training) = draft.withEntry { entry in session.train(&entry) }
    let report = try training.report(draft.entry!)
    warnOfHorizon(outcome.steps, draft, context)
    if !outcome.isWhole { context.recordAs(request.line(stoppingAt: outcome.steps)) }
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
      context.warn("stopped after \(outcome.steps) \(batches); \(context.afterStop)")
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

  /// Says before a run that ends by its joules how far they last.
  private static func forecast(
    _ entry: NetworkEntry, _ data: LoadedData, _ request: TrainingRequest,
    _ optimizer: any Optimizer, _ context: CommandContext
  ) {
    let model = EnergyModel()
    guard case .energy(let goal)? = request.goal else { return }
    let epoch = TrainingEnergyForecast(entry, data, optimizer, model, steps: data.stepsPerEpoch)
    let left = max(0, goal - TrainingEnergy(entry.stretches, model).spent)
    let epochs = min((left / max(epoch.joules, 1e-300)).rounded(.up), 1e9)
    context.progress.announce(
      "\(NumberFormat.quantity(left, "J")) last about "
        + "\(NumberFormat.counted("epoch", Int(epochs))) of "
        + "\(NumberFormat.quantity(epoch.joules, "J")) on \(model.device.name) (estimated)")
  }

  /// Says how much ran behind the end of the horizon, where the rate moves no more and may be
  /// nothing.
  private static func warnOfHorizon(
    _ steps: Int, _ workspace: Workspace, _ context: CommandContext
  ) {
    let settings = workspace.optimizer
    guard let entry = workspace.entry, let horizon = entry.horizon,
      settings.schedule.shape != .constant
    else { return }
    let past = min(steps, entry.run.position.step - horizon.start - horizon.steps)
    guard past > 0 else { return }
    let rate = NumberFormat.fixed(settings.rate * settings.schedule.factor(at: 1), 4)
    context.warn(
      "\(past) \(NumberFormat.noun("batch", past)) ran behind the end of the horizon, at the rate "
        + "\(rate); ‘optimizer over=EPOCHS’ begins another")
  }
}
