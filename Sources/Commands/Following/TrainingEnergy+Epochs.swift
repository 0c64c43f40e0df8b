import Costs
import Networks
import Training
import Workspaces

extension TrainingEnergy {
  /// J that a training costs once, where none of it was spent yet.
  static func start(of entry: NetworkEntry, _ model: EnergyModel) -> Double {
    entry.stretches.contains { $0.steps > 0 } ? 0 : model.run.joules.value
  }

  /// How many epochs `joules` last while the network stays as it is, from 1 to `most`.
  static func epochs(
    of joules: Double, _ model: EnergyModel, _ entry: NetworkEntry, _ data: LoadedData,
    _ optimizer: any Optimizer,
    most: Int
  ) -> Double {
    let each = model.trainingStep(
      entry.network.graph.work, batch: data.largestBatch, optimizer: optimizer.cost
    ).perBatch.joules.value
    guard each > 0 else { return Double(most) }
    let rest = joules - start(of: entry, model)
    return min(max((rest / each / Double(data.stepsPerEpoch)).rounded(.up), 1), Double(most))
  }
}
