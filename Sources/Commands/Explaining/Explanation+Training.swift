import Costs
import Networks
import Notebook
import Pruning
import Reports
import Tensors
import Training

/// Learning rate, target and controller: what `train`, `prune` and `optimizer` share.
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

  /// The steps of a method.
  ///
  /// - Parameter cost: what its target counts.
  mutating func derivation(_ steps: [DerivationStep], _ cost: CostKind) {
    for step in steps {
      switch step {
      case .formula(let name, let text): formula(name, text)
      case .values(let text, let isTrained, let result):
        put(
          text.worded(cost), result?.value, at: result.map { [$0.key] } ?? [],
          kind: isTrained ? .trained : nil)
      case .energyModel:
        guard let model = cost.place?.model else { continue }
        formula(
          "C, the \(cost.name) of an image", "Σ over the layers of what the model charges a layer")
        put("each layer with the channels that are open on average: \(model.device.formula)")
        self.model(model.device)
      case .note(let text): note(text)
      case .source(let text): source(text)
      }
    }
  }
}
