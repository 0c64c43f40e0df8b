import Costs
import Datasets
import Language
import Reports
import Training
import Workspaces

/// How much a `train` line asks for: batches, and until when.
struct TrainingAmount {
  /// Batches at most.
  let steps: Int
  let goal: TrainingGoal?
  /// As it is recorded.
  let typed: String

  /// - Parameter device: whose joules a goal in joules counts.
  init(
    _ arguments: BoundArguments, _ data: LoadedData, _ task: any Task, _ device: DeviceProfile
  ) throws {
    guard arguments.word("N") == "until" else {
      try Self.refuseGoals(arguments)
      let count = try arguments.required("N", \.integer)
      let isBatches = arguments.word("unit") == "batches"
      steps = isBatches ? count : count * data.stepsPerEpoch
      goal = nil
      typed = "train \(count)" + (isBatches ? " batches" : "")
      return
    }
    guard !arguments.isTyped("unit") else {
      throw arguments.error(
        .badValue,
        "‘until’ counts nothing, so ‘\(arguments.word("unit") ?? "")’ says nothing here",
        at: "unit", hint: "train until accuracy=90% max=20; max= counts epochs")
    }
    let most: Int
    if let (score, value) = try Self.score(arguments, task) {
      most = arguments.integer("max") ?? 20
      let split = try arguments.part(of: data.dataset).name
      goal = .score(score, value, on: split == "validation" ? .validation : .test)
      typed =
        "train until \(score.typed(value)) max=\(most)"
        + (arguments.isTyped("split") ? " split=\(split)" : "")
    } else {
      let joules = try Self.energy(arguments, task)
      most = arguments.integer("max") ?? 1000
      goal = .energy(joules, EnergyModel(device))
      typed = "train until energy=\(NumberFormat.plain(joules))J max=\(most)"
    }
    steps = most * data.stepsPerEpoch
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
    guard !arguments.isTyped("split") else {
      throw arguments.error(
        .badValue, "joules are not counted on images, so ‘split=’ says nothing here", at: "split",
        hint: "train until energy=\(NumberFormat.plain(joules))J")
    }
    return joules
  }

  /// A goal behind a number of epochs would be passed over in silence.
  private static func refuseGoals(_ arguments: BoundArguments) throws {
    let names = TaskCatalog.scores.map(\.name) + ["energy", "max", "split"]
    for name in names where arguments.isTyped(name) {
      throw arguments.error(
        .badValue, "‘\(name)=’ goes with ‘train until’ only", at: name,
        hint: name == "split"
          ? "‘watch=’ says which part is looked at after each epoch"
          : "train until accuracy=90%, or train until energy=500J")
    }
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
