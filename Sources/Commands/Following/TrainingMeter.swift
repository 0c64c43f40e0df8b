import Costs
import Networks
import Training
import Workspaces

/// Reads this machine's meter while a training runs.
final class TrainingMeter: TrainingObserver {
  private let gauge: EnergyGauge
  private var watch: EnergyGauge.Watch?
  /// What the epoch that ended took, or the part of one.
  private(set) var lap: EnergyGauge.Lap?
  /// What the training took; nil until it ended.
  private(set) var energy: GaugedEnergy?

  init(_ gauge: EnergyGauge) { self.gauge = gauge }

  /// What laps were read with.
  var meter: any EnergyMeter { gauge.meter }

  /// Seconds that the training took.
  var seconds: Double { watch?.seconds ?? 0 }

  /// All that passed so far; nil where the counter fails.
  var soFar: GaugedEnergy? {
    watch?.soFar().map { GaugedEnergy($0, gauge.meter, gauge.idle, nil) }
  }

  func trainingBegins(_ run: Run) { watch = gauge.begin() }

  func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?) {
    watch?.note()
  }

  func epochEnded(_ edge: inout EpochEdge) { lap = watch?.lap() }

  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    lap = watch?.lap()
    energy = watch?.end()
  }
}
