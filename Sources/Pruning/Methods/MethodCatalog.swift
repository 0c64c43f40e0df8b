import Training

/// Every pruning method, in the order of `methods`.
public enum MethodCatalog {
  /// Those with files of their own, then one for each criterion.
  public static let all: [MethodDescription] =
    [Consensus.description, Uniform.description]
    + (CriterionCatalog.all.isEmpty ? [] : [ChannelSelection.gradual])
    + CriterionCatalog.all.map(ChannelSelection.once)

  /// The method that is typed so, if there is one.
  public static func find(_ name: String) -> MethodDescription? { all.first { $0.name == name } }

  /// What accounts may hold, each figure once, in the order they are told.
  public static let figures: [AccountFigure] = all.reduce(into: []) { found, method in
    found += method.figures.filter { !found.contains($0) }
  }
}

extension PruningMethod {
  /// Its line of the catalog.
  public var description: MethodDescription { MethodCatalog.find(name)! }
}

extension MethodAccount {
  /// The figures with what they are, in their order.
  public var told: [(figure: AccountFigure, value: Double)] {
    MethodCatalog.figures.compactMap { figure in self[figure.key].map { (figure, $0) } }
  }
}
