import Costs
import Networks
import Tensors

/// What a training may wait for; looked at after each epoch.
public enum TrainingGoal: Sendable {
  /// Of the test split.
  case accuracy(Double)
  /// Joules of the network's whole training, by the energy model.
  case energy(Double)

  /// Where the training stands: a share or joules.
  func look(
    _ network: Network, _ stretches: [TrainingStretch], _ context: StepContext
  ) throws(Interruption) -> Double {
    switch self {
    case .energy: TrainingEnergy(stretches, EnergyModel()).spent
    case .accuracy:
      try Evaluation.run(
        network, on: context.dataset.test, of: context.dataset, stop: context.stop
      ).accuracy
    }
  }

  /// Whether what a look found is the goal, or more.
  public func isReached(_ found: Double) -> Bool {
    switch self {
    case .energy(let goal), .accuracy(let goal): found >= goal
    }
  }
}
