import Costs

/// Counts batches, in stretches of one graph each.
public final class StretchCount: TrainingObserver {
  /// With those of the trainings before.
  public private(set) var stretches: [TrainingStretch]
  private var edge: [TrainingStretch]
  private let dense: [LayerWork]
  private let optimizer: OptimizerCost

  /// - Parameters:
  ///   - stretches: what was trained before.
  ///   - dense: the layers against which costs are told.
  public init(_ stretches: [TrainingStretch], dense: [LayerWork], optimizer: OptimizerCost) {
    self.stretches = stretches
    edge = stretches
    self.dense = dense
    self.optimizer = optimizer
  }

  public func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?) {
    let next = TrainingStretch(
      layers: run.network.graph.work, denseLayers: dense, batch: step.count, optimizer: optimizer,
      steps: 1)
    if let last = stretches.last, last.continues(next) {
      stretches[stretches.count - 1].steps += 1
      stretches[stretches.count - 1].layers = next.layers
    } else {
      stretches.append(next)
    }
  }

  public func epochEnded(_ edge: inout EpochEdge) { self.edge = stretches }

  public func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    if case .notFinite = outcome.end { stretches = edge }
  }
}
