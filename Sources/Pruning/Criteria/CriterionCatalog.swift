/// Every criterion. Each is typed as `prune NAME` and as `prune gradual by=NAME`.
public enum CriterionCatalog {
  /// Sorted by name.
  public static let all: [any Criterion] = [
    Magnitude(),
    Random(),
    Slimming(),
  ]

  /// The criterion that is typed so, if there is one.
  public static func find(_ name: String) -> (any Criterion)? { all.first { $0.name == name } }

  /// What can be typed after `by=`.
  public static let names = all.map(\.name)

  /// Those that tell single weights apart.
  public static let ofWeights = all.compactMap { $0 as? any WeightCriterion }
}
