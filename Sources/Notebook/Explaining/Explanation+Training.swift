import Costs
import Networks
import Pruning
import Tensors
import Training

/// Learning rate, target and controller: what `train`, `prune` and `optimizer` share.
extension CostKind {
  /// An amount as it is written in a calculation.
  func text(_ amount: Double) -> String {
    if case .joules = self { NumberText.joules(amount) } else { NumberText.count(amount) }
  }
}

extension Explanation {
  /// The learning rate along the horizon.
  ///
  /// - Parameters:
  ///   - step: the batch asked about, from the start of the training; nil for none yet.
  ///   - path: where the answer has the rate.
  mutating func rate(
    _ settings: OptimizerSettings, horizon: Horizon?, step: Int? = nil, at path: [String] = []
  ) {
    let shape: String
    switch settings.schedule.shape {
    case .cosine: shape = "½ (1 + cos π u)"
    case .step: shape = "1, from u = ½ on 0.1, from ¾ on 0.01"
    case .constant: shape = "1"
    }
    formula(
      "rate",
      "lr × s(u), s = \(shape), u from the end of the warm-up to the end of the horizon; it rises "
        + "from 0 in the first \(NumberFormat.percent(settings.schedule.warmup, 0))")
    guard let step, let horizon else {
      put("lr = \(NumberFormat.plain(settings.rate)), at u = 0")
      return
    }
    let progress = horizon.progress(at: step)
    let factor = settings.schedule.factor(at: progress, steps: horizon.steps)
    put(
      "batch \(NumberFormat.count(step - horizon.start + 1)) of "
        + "\(NumberFormat.count(horizon.steps)): \(NumberFormat.plain(settings.rate)) × "
        + "\(NumberFormat.fixed(factor, 4)) = "
        + NumberFormat.fixed(settings.rate * factor, 4), settings.rate * factor, at: path,
      kind: .derived)
    source("Loshchilov and Hutter, ICLR 2017 (cosine); He et al., CVPR 2016 (step)")
  }

  /// How the target falls, and where it is now.
  mutating func target(
    _ settings: ConsensusSettings, dense: Double, _ method: Consensus?, _ position: Position,
    stepsPerEpoch: Int, schedule planned: TargetSchedule? = nil
  ) {
    formula("target", "(1 − target) × cost of the dense network")
    let left = (1 - settings.target) * dense
    put(
      "(1 − \(NumberFormat.percent(settings.target))) × \(settings.cost.text(dense)) = "
        + "\(settings.cost.text(left)) \(settings.cost.noun) stay")
    if case .joules(let model, _) = settings.cost {
      formula("C, the joules of an image", "Σ over the layers of what the model charges a layer")
      put("each layer with the channels that are open on average: \(EnergyModel.formula)")
      self.model(model.device)
    }
    formula("τ(u), the share asked for along the run", "1 − (1 − T) × (1 − (1 − v)³)")
    let schedule =
      method?.targetSchedule(stepsPerEpoch: stepsPerEpoch) ?? planned
      ?? TargetSchedule(
        remaining: 1 - settings.target, start: Consensus.descentStart, end: Consensus.descentEnd)
    put(
      "T = 1 − \(NumberFormat.percent(settings.target)), v = clip((u − "
        + "\(NumberFormat.fixed(schedule.start, 2))) / "
        + "\(NumberFormat.fixed(schedule.end - schedule.start, 2)))")
    source("Docs/Method.md, Loss; the cubic of Zhu and Gupta, 2017")
    guard let method else {
      note("no batch was trained with it yet: u = 0, τ = 1")
      return
    }
    guard !method.isFrozen else {
      note("the gates are constants since the freeze; nothing is asked any more")
      return
    }
    let now = method.state(at: position, stepsPerEpoch: stepsPerEpoch)
    put(
      "at u = \(NumberFormat.fixed(now.progress, 3)): τ = \(NumberFormat.percent(now.asked, 2))")
    controller(now, method)
  }

  private mutating func controller(_ now: ConsensusState, _ method: Consensus) {
    formula("removed", "1 − C(ḡ) / C(1), of the last batch")
    put(
      "1 − \(NumberFormat.percent(now.share, 2)) = \(NumberFormat.percent(1 - now.share, 2))",
      1 - now.share, at: ["removed"], kind: .trained)
    formula("μ, the price of cost", "clip(40 e + I, ±40), e = C(ḡ) / C(1) − τ")
    put(
      "40 × \(NumberFormat.fixed(now.excess, 4)) + \(NumberFormat.fixed(now.integral, 3)) = "
        + NumberFormat.fixed(now.price, 3), kind: .trained)
    formula("polarization", "λ κ Σ w ḡ (1 − ḡ)")
    put(
      "λ κ = \(NumberFormat.fixed(now.strength, 3)), κ = \(NumberFormat.fixed(now.boost, 3))",
      kind: .trained)
  }
}
