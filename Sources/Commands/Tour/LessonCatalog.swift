/// All lessons, one line each, in the order to take them.
public enum LessonCatalog {
  /// In the order to take them.
  public static let all: [Lesson] = [
    FirstNetwork.lesson,
    GatesAndConsensus.lesson,
    EnergyIsNotFlops.lesson,
  ]

  static func find(_ name: String) -> Lesson? { all.first { $0.name == name } }
}
