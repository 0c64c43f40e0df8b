import Costs
import Networks
import Training

/// What more training would cost by the energy model, the network as it is.
struct TrainingForecast {
  let joules: Double
  let steps: Int
  private let device: String
  private let isTrained: Bool
  /// Three products a multiply-add, two operations each.
  private let operations: Double

  init(
    _ entry: NetworkEntry, _ data: LoadedData, _ optimizer: Optimizer, _ model: EnergyModel,
    steps: Int
  ) {
    let batch = min(data.batch, data.dataset.training.count)
    let work = entry.network.graph.work
    self.steps = steps
    joules =
      Double(steps)
      * model.trainingStep(work, batch: batch, optimizer: optimizer.cost).perBatch.joules.value
    operations = 6 * work.total.multiplyAdds * Double(batch) * Double(steps)
    device = model.device.name
    isTrained = entry.isShapedByTraining
  }

  /// Whether the run takes long enough that its cost should be known before: about a minute at
  /// 20 GFLOP/s.
  var isLong: Bool { operations > 1.2e12 }

  /// `about 1.23 kJ on horowitz-45nm (estimated) for 4,690 batches`.
  var text: String {
    "about \(NumberFormat.quantity(joules, "J")) on \(device) (estimated) for "
      + "\(NumberFormat.count(steps)) \(NumberFormat.noun("batch", steps))"
  }

  func report(epochs: Int) -> Report {
    let noun = epochs == 1 ? "epoch" : "epochs"
    var report = Report(
      """
      forecast: \(epochs) more \(noun), \(steps) \(NumberFormat.noun("batch", steps)), \
      \(Figure.quantity(joules, "J", isTrained ? .total(dense: joules) : .derived)) on \(device) \
      (estimated), the network as it is
      """)
    report["forecast"] = [
      "epochs": .integer(epochs), "batches": .integer(steps), "joules": .real(joules),
      "kind": "estimated",
    ]
    return report
  }
}
