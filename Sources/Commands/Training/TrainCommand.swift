import Costs
import Datasets
import Foundation
import Language
import Networks
import Notebook
import Pruning
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
      """)

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
      MemoryNeed.training(start.network.graph, batch: min(data.batch, data.dataset.training.count)),
      "training in batches of \(data.batch)", hint: "‘data … batch=128’, or a smaller network")
    let request = try Request(
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
    _ entry: NetworkEntry, _ data: LoadedData, _ request: Request, _ optimizer: any Optimizer,
    _ context: CommandContext
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

  /// How much was asked for.
  struct Request {
    var steps: Int
    /// Epochs, for horizons that take the first train's.
    var epochs: Double
    var goal: TrainingGoal?
    let task: any Task
    /// Whether `stop=` cuts it short.
    let isCut: Bool
    private let typed: String

    /// Whether it may end before the batches it expects.
    var isBounded: Bool { if case .score = goal { true } else { false } }
    /// Whether a budget of joules ends it.
    var endsByEnergy: Bool { if case .energy = goal { true } else { false } }
    /// Batches it comes to: all, but for an energy as many as that lasts.
    let expectedSteps: Int

    init(
      _ arguments: BoundArguments, _ data: LoadedData, _ entry: NetworkEntry,
      _ task: any Task, _ optimizer: any Optimizer
    ) throws {
      let perEpoch = data.stepsPerEpoch
      self.task = task
      isCut = arguments.isTyped("stop")
      if arguments.word("N") == "until" {
        guard !arguments.isTyped("unit") else {
          throw arguments.error(
            .badValue,
            "‘until’ counts nothing, so ‘\(arguments.word("unit") ?? "")’ says nothing here",
            at: "unit", hint: "train until accuracy=90% max=20; max= counts epochs")
        }
        let most: Int
        if let (score, value) = try Self.score(arguments, task) {
          most = arguments.integer("max") ?? 20
          goal = .score(score, value)
          typed = "train until \(score.typed(value)) max=\(most)"
          epochs = Double(most)
        } else {
          let joules = try Self.energy(arguments, task)
          most = arguments.integer("max") ?? 1000
          goal = .energy(joules)
          typed = "train until energy=\(NumberFormat.plain(joules))J max=\(most)"
          epochs = TrainingEnergy.epochs(
            of: joules - TrainingEnergy(entry.stretches, EnergyModel()).spent, entry, data,
            optimizer, most: most)
        }
        steps = most * perEpoch
      } else {
        try Self.refuseGoals(arguments)
        let count = try arguments.required("N", \.integer)
        let isBatches = arguments.word("unit") == "batches"
        steps = isBatches ? count : count * perEpoch
        epochs = Double(steps) / Double(perEpoch)
        typed = "train \(count)" + (isBatches ? " batches" : "")
      }
      if let stop = arguments.integer("stop") { steps = min(steps, stop) }
      let lasting = Int((epochs * Double(perEpoch)).rounded(.up))
      expectedSteps = arguments.isTyped("energy") ? min(steps, lasting) : steps
    }

    /// The score that is waited for; nil where none is typed.
    private static func score(
      _ arguments: BoundArguments, _ task: any Task
    ) throws -> (Score, Double)? {
      let typed = TaskCatalog.scores.filter { arguments.isTyped($0.name) }
      guard let score = typed.first else { return nil }
      if let second = typed.dropFirst().first?.name
        ?? (arguments.isTyped("energy") ? "energy" : nil)
      {
        throw arguments.error(
          .badValue, "‘train until’ waits for one goal, found two", at: second,
          hint: "\(task.scores[0].example) or energy=500J")
      }
      guard task.score(named: score.name) != nil else {
        throw arguments.error(
          .badValue, "‘task \(task.name)’ has no \(score.name)", at: score.name,
          hint: "train until \(task.scores[0].example)")
      }
      let value = arguments.fraction(score.name) ?? arguments.real(score.name)
      return value.map { (score, $0) }
    }

    private static func energy(_ arguments: BoundArguments, _ task: any Task) throws -> Double {
      guard let joules = arguments.energy("energy") else {
        throw arguments.missing(task.scores[0].name)
      }
      return joules
    }

    /// A goal behind a number of epochs would be passed over in silence.
    private static func refuseGoals(_ arguments: BoundArguments) throws {
      for name in TaskCatalog.scores.map(\.name) + ["energy", "max"] where arguments.isTyped(name) {
        throw arguments.error(
          .badValue, "‘\(name)=’ goes with ‘train until’ only", at: name,
          hint: "train until accuracy=90%, or train until energy=500J")
      }
    }

    func line(stoppingAt steps: Int) -> String { "\(typed) stop=\(steps)" }
  }
}

extension Score {
  /// `accuracy=90%`.
  fileprivate func typed(_ value: Double) -> String {
    let number = NumberFormat.plain(unit == .fraction ? value * 100 : value)
    return "\(name)=\(number)\(unit == .fraction ? "%" : "")"
  }

  fileprivate var example: String { typed(unit == .fraction ? 0.9 : 20) }
}
