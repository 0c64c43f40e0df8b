import Costs
import Networks
import Training

/// What trained batches cost by the energy model, and what they would have cost dense.
struct TrainingEnergy {
  private(set) var spent = 0.0
  private(set) var dense = 0.0
  private(set) var steps = 0

  init(_ stretches: [NetworkEntry.Stretch], _ model: EnergyModel) {
    for stretch in stretches {
      let batches = Double(stretch.steps)
      spent += Self.joules(stretch.layers, stretch, model) * batches
      dense += Self.joules(stretch.denseLayers, stretch, model) * batches
      steps += stretch.steps
    }
  }

  /// How many epochs `joules` last while the network stays as it is, from 1 to `most`.
  static func epochs(
    of joules: Double, _ entry: NetworkEntry, _ data: LoadedData, _ optimizer: any Optimizer,
    most: Int
  ) -> Double {
    let batch = min(data.batch, data.dataset.training.count)
    let each = EnergyModel().trainingStep(
      entry.network.graph.work, batch: batch, optimizer: optimizer.cost
    ).perBatch.joules.value
    guard each > 0 else { return Double(most) }
    return min(max((joules / each / Double(data.stepsPerEpoch)).rounded(.up), 1), Double(most))
  }

  /// Joules of a batch.
  static func joules(
    _ layers: [LayerWork], _ stretch: NetworkEntry.Stretch, _ model: EnergyModel
  ) -> Double {
    model.trainingStep(layers, batch: stretch.batch, optimizer: stretch.optimizer).perBatch.joules
      .value
  }
}
