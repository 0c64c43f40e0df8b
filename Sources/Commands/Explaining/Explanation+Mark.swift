import Notebook
import Reports
import Training
import Workspaces

extension Explanation {
  /// `9,116 / 10,000 = 91.16 %`: the mean over `count` images that a score came to.
  ///
  /// - Parameter name: what stands before it.
  mutating func put(
    _ mark: Mark, of count: Double, digits: Int = 1, _ name: String = "", at path: [String] = [],
    kind: Kind? = nil
  ) {
    let right = mark.right(of: count)
    let text = right.map(NumberText.count) ?? NumberFormat.fixed(mark.value * count, 2)
    put(
      "\(name)\(text) / \(NumberText.count(count)) = \(mark.text(digits: digits))",
      right.map { $0 / count } ?? mark.value, at: path, kind: kind)
  }

  /// What the score of an epoch is.
  mutating func formulaInTraining(_ task: any Task) {
    formula("\(task.scores[0].title) in training", task.scores[0].runningFormula)
  }
}
