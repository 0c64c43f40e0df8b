import Training

extension ChannelSelection {
  public func derivation(
    at position: Position, stepsPerEpoch: Int, dense: Double
  ) -> [DerivationStep] {
    var steps = request.derivation(dense: dense)
    if let criterion = CriterionCatalog.find(options.criterion) {
      steps.append(.formula("score of a channel", criterion.summary))
      steps.append(.source(criterion.source))
    }
    if case .cubic = options.schedule {
      steps.append(
        .formula(
          "share asked for", "1 − (1 − T) × (1 − (1 − v)³), v from the first cut to the last"))
      steps.append(.values("T = 1 − \(percent: request.target ?? 0)"))
      steps.append(.source("the cubic of Zhu and Gupta, 2017"))
    }
    guard hasBegun else {
      steps.append(.note("no batch was trained with it yet"))
      return steps
    }
    steps.append(.formula("removed", "1 − cost of what is left / cost of the dense network"))
    steps.append(
      .values(
        "1 − \(percent: share, digits: 2) = \(percent: 1 - share, digits: 2)", isTrained: true,
        result: .init(1 - share, key: "removed")))
    return steps
  }
}
