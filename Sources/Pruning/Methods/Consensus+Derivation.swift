import Training

extension Consensus {
  public func derivation(
    at position: Position, stepsPerEpoch: Int, dense: Double
  ) -> [DerivationStep] {
    var steps = target(stepsPerEpoch, dense)
    if !hasBegun {
      steps.append(.note("no batch was trained with it yet: u = 0, τ = 1"))
    } else if isFinished {
      steps.append(
        .note("the gates are constants since the freeze; nothing is asked any more"))
    } else {
      steps += controller(state(at: position, stepsPerEpoch: stepsPerEpoch))
    }
    return steps
  }

  /// How the target comes down.
  private func target(_ stepsPerEpoch: Int, _ dense: Double) -> [DerivationStep] {
    var steps = request.derivation(dense: dense)
    let schedule = plannedSchedule(stepsPerEpoch)
    steps += [
      .formula("τ(u), the share asked for along the run", "1 − (1 − T) × (1 − (1 − v)³)"),
      .values(
        """
        T = 1 − \(percent: options.target), v = clip((u − \(schedule.start, digits: 2)) / \
        \(schedule.end - schedule.start, digits: 2))
        """),
      .source("Docs/Method.md, Loss; the cubic of Zhu and Gupta, 2017"),
    ]
    return steps
  }

  /// The schedule; before the first batch that of the horizon asked for. Without one the first
  /// train's epochs are the horizon, and are not known yet.
  private func plannedSchedule(_ stepsPerEpoch: Int) -> TargetSchedule {
    if hasBegun { return schedule(stepsPerEpoch) }
    guard let over else {
      return TargetSchedule(
        remaining: 1 - options.target, start: Self.descentStart, end: Self.descentEnd)
    }
    return schedule(stepsPerEpoch, horizonSteps: Int((over * Double(stepsPerEpoch)).rounded()))
  }

  private func controller(_ now: ConsensusState) -> [DerivationStep] {
    [
      .values("at u = \(now.progress, digits: 3): τ = \(percent: now.asked, digits: 2)"),
      .formula("removed", "1 − C(ḡ) / C(1), of the last batch"),
      .values(
        "1 − \(percent: now.share, digits: 2) = \(percent: 1 - now.share, digits: 2)",
        isTrained: true, result: .init(1 - now.share, key: "removed")),
      .formula("μ, the price of cost", "clip(40 e + I, ±40), e = C(ḡ) / C(1) − τ"),
      .values(
        """
        40 × \(now.excess, digits: 4) + \(now.integral, digits: 3) = \(now.price, digits: 3)
        """, isTrained: true),
      .formula("polarization", "λ κ Σ w ḡ (1 − ḡ)"),
      .values(
        "λ κ = \(now.strength, digits: 3), κ = \(now.boost, digits: 3)", isTrained: true),
    ]
  }

  public var settingsDerivation: [DerivationStep] {
    [
      .formula("λ, the strength of the polarization", "0 until u = 0.2, then up to its height"),
      .values(
        """
        height \(plain: options.strength) at u = 0.6, growing at most \
        \(plain: Self.largestBoost)-fold from there
        """, result: .init(options.strength, key: "strength")),
    ]
  }
}
