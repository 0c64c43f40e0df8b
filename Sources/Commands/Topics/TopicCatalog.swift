import Notebook

/// All topics of `help`, one line each, sorted by name.
public enum TopicCatalog {
  /// Sorted by name.
  public static let all: [Topic] = [
    AboutAccuracy.topic,
    AboutArithmetic.topic,
    AboutConnections.topic,
    AboutConsensus.topic,
    AboutFreeze.topic,
    AboutHorizon.topic,
    AboutJoules.topic,
    AboutKinds.topic,
    AboutMultiplyAdd.topic,
    AboutOpenness.topic,
    AboutPolarization.topic,
    AboutProjection.topic,
    AboutPruning.topic,
    AboutRetirement.topic,
    AboutSession.topic,
    AboutSweep.topic,
    AboutTarget.topic,
    AboutTolerance.topic,
    AboutTwin.topic,
  ]

  /// The topic of that name, or of a name that leads to it.
  static func find(_ name: String) -> Topic? {
    all.first { $0.name == name || $0.otherNames.contains(name) }
  }

  /// Every word that leads to a topic.
  static var names: [String] { all.flatMap { [$0.name] + $0.otherNames } }
}
