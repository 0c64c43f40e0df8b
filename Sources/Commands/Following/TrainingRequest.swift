import Costs
import Datasets
import Language
import Reports
import Training
import Workspaces

/// What a `train` line asks for: how much, or until when.
struct TrainingRequest {
  /// Batches of all of it, and those that this line runs.
  let total: Int
  let steps: Int
  /// Epochs of what is left of it, for horizons that take the first train's.
  let epochs: Double
  let goal: TrainingGoal?
  /// The part that is looked at after each epoch, besides the goal's.
  let watch: Dataset.Part?
  /// The rate of this line's batches; nil leaves it to the schedule.
  let lineRate: Double?
  /// Batches of it that ran before; nil where it begins.
  let from: Int?
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
    _ task: any Task, _ optimizer: any Optimizer, _ device: DeviceProfile
  ) throws {
    let perEpoch = data.stepsPerEpoch
    self.task = task
    let asked = try TrainingAmount(arguments, data, task, device)
    goal = asked.goal
    total = asked.steps
    isCut = (arguments.integer("stop") ?? .max) <= total
    from = try Self.from(arguments, total, entry)
    let before = from ?? 0
    let stop = arguments.integer("stop") ?? total
    guard stop >= before else {
      throw arguments.error(
        .badValue, "it stops after \(stop) batches and goes on from \(before)", at: "stop",
        hint: "both count from the start of the training that was cut short")
    }
    steps = min(total, stop) - before
    watch = try Self.watch(arguments, data.dataset)
    lineRate = arguments.real("lr")
    typed =
      asked.typed
      + ["lr", "watch"].filter { arguments.isTyped($0) }
      .map { " \($0)=\(arguments.value($0)?.text ?? "")" }.joined()
    if case .energy(let joules, let model)? = goal {
      epochs = TrainingEnergy.epochs(
        of: joules - TrainingEnergy(entry.stretches, model).spent, model, entry, data, optimizer,
        most: total / perEpoch)
    } else {
      epochs = Double(total - before) / Double(perEpoch)
    }
    let lasting = Int((epochs * Double(perEpoch)).rounded(.up))
    expectedSteps = arguments.isTyped("energy") ? min(steps, lasting) : steps
  }

  /// Where it goes on.
  private static func from(
    _ arguments: BoundArguments, _ total: Int, _ entry: NetworkEntry
  ) throws -> Int? {
    guard let from = arguments.integer("from") else { return nil }
    guard from < total else {
      throw arguments.error(
        .badValue, "nothing is left from batch \(from) on: all of it is \(total) batches",
        at: "from", hint: "‘train 3’ trains on")
    }
    let done = entry.run.position.step
    guard from <= done else {
      throw arguments.error(
        .badValue,
        "‘\(entry.name)’ was trained \(NumberFormat.counted("batch", done)), not \(from)",
        at: "from", hint: "‘continue’ knows where a training was cut short")
    }
    return from
  }

  /// What is looked at where nothing is typed: the part that was set aside for it.
  private static func watch(
    _ arguments: BoundArguments, _ dataset: Dataset
  ) throws -> Dataset.Part? {
    let standard: Dataset.Part? = dataset.validation == nil ? nil : .validation
    guard let typed = arguments.word("watch") else { return standard }
    let part = Dataset.Part(typed: typed)
    guard part != .validation || standard != nil else {
      throw arguments.errorWithoutValidation(dataset, at: "watch")
    }
    return part
  }

  /// Along which the learning rate moves: that of the network, else one that begins here.
  func horizon(_ entry: NetworkEntry, over: Double?, _ data: LoadedData) -> Horizon {
    entry.horizon ?? newHorizon(entry, over: over, data)
  }

  /// One that begins here.
  func newHorizon(_ entry: NetworkEntry, over: Double?, _ data: LoadedData) -> Horizon {
    let steps = (over ?? epochs) * Double(data.stepsPerEpoch)
    return Horizon(start: entry.run.position.step, steps: Int(steps.rounded()))
  }

  /// The line that brings the training from `done` batches of its own to `steps`.
  func line(from done: Int = 0, stoppingAt steps: Int) -> String {
    let start = from ?? 0
    let from = from == nil && done == 0 ? "" : " from=\(start + done)"
    return "\(typed)\(from) stop=\(start + steps)"
  }

  /// What is left to do after `steps` batches of its own; nil where all of it ran.
  func plan(after steps: Int) -> TrainingPlan? {
    let done = (from ?? 0) + steps
    return done < total ? TrainingPlan(typed, done: done) : nil
  }
}
