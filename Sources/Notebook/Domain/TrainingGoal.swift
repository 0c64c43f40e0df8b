import Costs
import Datasets
import Networks
import Tensors
import Training

/// What `train until` waits for; looked at after each epoch.
enum TrainingGoal {
  /// Of the test split.
  case accuracy(Double)
  /// Joules of the network's whole training, by the energy model.
  case energy(Double)

  /// Where the training stands: a share or joules.
  func look(
    _ network: Network, _ stretches: [NetworkEntry.Stretch], _ data: LoadedData, _ stop: StopFlag
  ) throws(Interruption) -> Double {
    switch self {
    case .energy: TrainingEnergy(stretches, EnergyModel()).spent
    case .accuracy:
      try Evaluation.run(network, on: data.dataset.test, of: data.dataset, stop: stop).accuracy
    }
  }

  func isReached(_ found: Double) -> Bool {
    switch self {
    case .energy(let goal), .accuracy(let goal): found >= goal
    }
  }

  /// Says what the last look found, and whether that is the goal.
  ///
  /// - Parameter isTrained: whether gates or what they left make the joules a result.
  func report(_ found: Double, isTrained: Bool) -> Report {
    let isReached = isReached(found)
    let verdict = isReached ? "is reached" : "is not reached"
    var report: Report
    switch self {
    case .accuracy(let goal):
      report = Report(
        """
        test accuracy \(Figure.accuracy(found, digits: 2)): the goal of \(Figure.percent(goal)) \
        \(verdict)
        """)
      report["test_accuracy"] = .real(found)
    case .energy(let goal):
      report = Report(
        """
        \(Figure.quantity(found, "J", isTrained ? .total(dense: max(found, goal)) : .derived)) \
        spent (estimated): the goal of \(Figure.quantity(goal, "J")) \(verdict)
        """)
      report["training_joules"] = .real(found)
    }
    report["goal_reached"] = .bool(isReached)
    return report
  }
}
