import Costs
import Networks
import Training
import Workspaces

extension TrainingEnergy {
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
    return min(max((joules / each / Double(data.stepsPerEpoch)).rounded(.up), 1), Double(most))
  }
}
