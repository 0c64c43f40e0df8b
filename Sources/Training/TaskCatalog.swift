/// Every task. The first is the one where none is typed.
public enum TaskCatalog {
  /// In the order of `help task`.
  public static let all: [any Task] = [
    Classify(),
    Reconstruct(),
  ]

  /// The one where none is typed.
  public static let standard = all[0]

  /// Every score of every task.
  public static let scores = all.flatMap(\.scores)

  /// The score of this name; without one, the first of the standard task.
  public static func score(named name: String?) -> Score {
    scores.first { $0.name == name } ?? standard.scores[0]
  }

  /// The name that `score(named:)` finds it by; nil for the standard task's, which goes without.
  public static func name(of score: Score) -> String? {
    score.name == standard.scores[0].name ? nil : score.name
  }

  /// The task of this name.
  public static func find(_ name: String) -> (any Task)? { all.first { $0.name == name } }
}
