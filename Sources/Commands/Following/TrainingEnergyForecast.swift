import Costs
import Networks
import Reports
import Training
import Workspaces

/// What more training would cost by the energy model, the network as it is.
struct TrainingEnergyForecast {
  /// J of the batches.
  let joules: Double
  /// J that come once, before the first batch.
  let start: Double
  let steps: Int
  private let device: DeviceProfile
  private let isTrained: Bool

  init(
    _ entry: NetworkEntry, _ data: LoadedData, _ optimizer: any Optimizer, _ model: EnergyModel,
    steps: Int
  ) {
    let work = entry.network.graph.work
    self.steps = steps
    joules =
      Double(steps)
      * model.trainingStep(work, batch: data.largestBatch, optimizer: optimizer.cost).perBatch
      .joules.value
    start = TrainingEnergy.start(of: entry, model)
    device = model.device
    isTrained = entry.isShapedByTraining
  }

  func report(epochs: Int) -> Report {
    let joules = joules + start
    let range = ModelStanding(device).range(joules, batch: nil)
    var report = Report(
      """
      forecast: \(epochs) more \(NumberFormat.noun("epoch", epochs)), \(steps) \
      \(NumberFormat.noun("batch", steps)), \
      \(Figure.quantity(joules, "J", isTrained ? .total(dense: joules) : .derived))\(range) on \
      \(device.name) (estimated), the network as it is
      """)
    report["forecast"] = [
      "epochs": .integer(epochs), "batches": .integer(steps), "joules": .real(joules),
      "kind": "estimated",
    ]
    return report
  }
}
