import Costs

/// What trained batches cost by the energy model, and what they would have cost dense.
public struct TrainingEnergy {
  /// J.
  public private(set) var spent = 0.0
  /// J.
  public private(set) var dense = 0.0
  /// Batches of all stretches.
  public private(set) var steps = 0

  /// What the stretches cost by the model, in the order in which they were trained, as one run.
  public init(_ stretches: [TrainingStretch], _ model: EnergyModel) {
    for stretch in stretches {
      let batches = Double(stretch.steps)
      spent += Self.joules(stretch.layers, stretch, model) * batches
      dense += Self.joules(stretch.denseLayers, stretch, model) * batches
      steps += stretch.steps
    }
    guard steps > 0 else { return }
    spent += model.run.joules.value
    dense += model.run.joules.value
  }

  /// Joules of a batch.
  public static func joules(
    _ layers: [LayerWork], _ stretch: TrainingStretch, _ model: EnergyModel
  ) -> Double {
    model.trainingStep(layers, batch: stretch.batch, optimizer: stretch.optimizer).perBatch.joules
      .value
  }
}
