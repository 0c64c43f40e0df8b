/// Every criterion. Each is typed as `prune NAME` and as `prune gradual by=NAME`.
public enum CriterionCatalog {
  public static let all: [any Criterion] = [
    Magnitude(),
    Random(),
  ]

  public static func find(_ name: String) -> (any Criterion)? { all.first { $0.name == name } }

  public static let names = all.map(\.name)
}
