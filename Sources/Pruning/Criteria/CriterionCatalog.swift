/// Every criterion. Each is typed as `prune NAME` and as `prune gradual by=NAME`.
public enum CriterionCatalog {
  public static let all: [any Criterion] = [
    Magnitude(),
    Random(),
    Slimming(),
  ]

  public static func find(_ name: String) -> (any Criterion)? { all.first { $0.name == name } }

  public static let names = all.map(\.name)

  /// Those that tell single weights apart.
  public static let ofWeights = all.compactMap { $0 as? any WeightCriterion }
}
