import Costs
import Networks
import Notebook
import Pruning
import Reports
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
}
