import Costs
import Networks
import Tensors

/// What a training may wait for; looked at after each epoch.
public enum TrainingGoal: Sendable {
  /// A score of the test split.
  case score(Score, Double)
  /// Joules of the network's whole training, by the energy model.
  case energy(Double)

  /// Where the training stands: a score or joules.
  func look(
    _ network: Network, _ stretches: [TrainingStretch], _ context: StepContext
  ) throws(Interruption) -> Double {
    switch self {
    case .energy: TrainingEnergy(stretches, EnergyModel()).spent
    case .score(let score, _):
      try Evaluation.run(
        network, on: context.dataset.test, of: context.dataset, for: context.task,
        stop: context.stop
      ).marks.first { $0.score == score }?.value ?? .nan
    }
  }

  /// Whether what a look found is the goal, or better.
  public func isReached(_ found: Double) -> Bool {
    switch self {
    case .energy(let goal): found >= goal
    case .score(let score, let goal): score.reaches(goal, found)
    }
  }
}
