import Datasets
import Reports
import Training

extension TrainingGoal {
  /// Says what the last look found, and whether that is the goal.
  ///
  /// - Parameters:
  ///   - isTrained: whether gates or what they left make the joules a result.
  ///   - isKnown: whether they are those of the whole training.
  func report(_ found: Double, isTrained: Bool, isKnown: Bool) -> Report {
    let isReached = isReached(found)
    let verdict = isReached ? "is reached" : "is not reached"
    var report: Report
    switch self {
    case .score(let score, let goal, let part):
      report = Report(
        """
        \(part.rawValue) \(score.title) \(Figure.mark(Mark(score, found), digits: 2)): the goal of \
        \(Mark(score, goal).text()) \(verdict)
        """)
      report[part.key(score)] = .real(found)
    case .energy(let goal, _):
      report = Report(
        """
        \(Figure.quantity(found, "J", isTrained ? .total(dense: max(found, goal)) : .derived)) \
        spent\(isKnown ? "" : " since it came from a file") (estimated): the goal of \
        \(Figure.quantity(goal, "J")) \(verdict)
        """)
      report["training_joules"] = isKnown ? .real(found) : .null
      if !isKnown { report["training_joules_at_least"] = .real(found) }
    }
    report["goal_reached"] = .bool(isReached)
    return report
  }
}

extension Dataset.Part {
  /// Under which answers and files tell a score of this part: `test_accuracy`.
  func key(_ score: Score) -> String { "\(rawValue)_\(score.name)" }
}
