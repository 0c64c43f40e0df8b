import Costs
import Language
import Reports
import Training
import Workspaces

/// What a `train` line asks for: how much, or until when.
struct TrainingRequest {
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

extension Score {
  /// `accuracy=90%`.
  fileprivate func typed(_ value: Double) -> String {
    let number = NumberFormat.plain(unit == .fraction ? value * 100 : value)
    return "\(name)=\(number)\(unit == .fraction ? "%" : "")"
  }

  fileprivate var example: String { typed(unit == .fraction ? 0.9 : 20) }
}
