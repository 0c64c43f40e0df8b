import Costs
import Datasets
import Networks
import Tensors

/// What a training may wait for; looked at after each epoch.
public enum TrainingGoal: Sendable {
  /// A score of a part that training does not see.
  case score(Score, Double, on: Dataset.Part)
  /// Joules of the network's whole training, by the energy model.
  case energy(Double, EnergyModel)

  /// Where the training stands: a score or joules.
  func look(
    _ edge: inout EpochEdge, _ stretches: [TrainingStretch], _ context: StepContext
  ) throws(Interruption) -> Double {
    switch self {
    case .energy(_, let model): TrainingEnergy(stretches, model).spent
    case .score(let score, _, let part): try edge.look(at: part, context)[score.name] ?? .nan
    }
  }

  /// Whether what a look found is the goal, or better.
  public func isReached(_ found: Double) -> Bool {
    switch self {
    case .energy(let goal, _): found >= goal
    case .score(let score, let goal, _): score.reaches(goal, found)
    }
  }
}
