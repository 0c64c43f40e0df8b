/// Every task. The first is the one where none is typed.
public enum TaskCatalog {
  public static let all: [any Task] = [
    Classify(),
    Reconstruct(),
  ]

  public static let standard = all[0]

  /// Every score of every task.
  public static let scores = all.flatMap(\.scores)

  /// The score of this name; without one, the first of the standard task.
  public static func score(named name: String?) -> Score {
    scores.first { $0.name == name } ?? standard.scores[0]
  }

  public static func find(_ name: String) -> (any Task)? { all.first { $0.name == name } }
}
