import Costs
import Networks
import Reports
import Tensors
import Training

/// What a training will take, told before it begins where that is over a minute.
struct TrainingForecast {
  let seconds: Double
  let batches: Int
  private let meter: TimedMeter

  /// The median of trial steps on a copy, times the batches; nil where it is sure to take less
  /// than a minute, or nothing could be measured.
  init?(
    _ entry: NetworkEntry, _ data: LoadedData, _ request: TrainCommand.Request,
    _ workspace: Workspace, _ stop: StopFlag
  ) {
    batches = request.expectedSteps
    meter = EnergyGauge.timed(in: workspace)
    let batch = min(data.batch, data.dataset.training.count)
    let each = 3 * entry.network.graph.work.total.multiplyAdds * Double(batch)
    guard Double(batches) * (each / Self.slowest + Self.overhead) > Self.limit else { return nil }
    func trial(_ rounds: Int) -> Double? {
      let times = try? TrainingTiming.measure(
        [entry.run], batch: batch, rounds: rounds, settings: workspace.optimizer, horizon: nil,
        stop: stop)
      return times?.first?.median
    }
    guard var step = trial(2) else { return nil }
    // Threads wake late for the first steps, which counts where a step is short.
    if step < Self.trialTime / 10 { step = trial(Int(Self.trialTime / step)) ?? step }
    seconds = step * Double(batches)
    guard seconds > Self.limit else { return nil }
  }

  /// Seconds from which on a training is announced.
  private static let limit = 60.0
  /// Seconds that trials of short steps take.
  private static let trialTime = 0.3
  /// Multiply-adds a second and seconds a batch that no machine falls below, as far as is assumed:
  /// what takes less than a minute at these needs no trial.
  private static let slowest = 1e9
  private static let overhead = 1e-3

  /// `about 1 min 52 s and 840 J for 391 batches (estimated: trial steps, time × 7.5 W)`.
  func text(isBounded: Bool) -> String {
    let joules = NumberFormat.quantity((meter.power * Seconds(seconds)).value, "J")
    let counted = "\(NumberFormat.count(batches)) \(NumberFormat.noun("batch", batches))"
    return
      "\(isBounded ? "at most about" : "about") \(NumberFormat.duration(seconds)) and \(joules) "
      + "for \(counted) (estimated: trial steps, \(meter.source))"
  }
}
