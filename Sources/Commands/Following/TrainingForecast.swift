import Costs
import Networks
import Notebook
import Reports
import Tensors
import Training
import Workspaces

/// Says what a training will take before it begins, where that is over a minute.
struct TrainingForecast: TrainingObserver {
  private let data: LoadedData
  private let request: TrainingRequest
  private let task: any Task
  private let settings: OptimizerSettings
  private let meter: TimedMeter
  private let context: CommandContext

  /// Nil where a budget of joules ends it: how far that lasts is told already.
  init?(
    _ data: LoadedData, _ request: TrainingRequest, _ workspace: Workspace,
    _ context: CommandContext
  ) {
    guard !request.endsByEnergy else { return nil }
    self.data = data
    self.request = request
    task = workspace.task
    settings = workspace.optimizer
    meter = EnergyGauge.timed(in: workspace)
    self.context = context
  }

  func trainingBegins(_ run: Run) {
    if let seconds = seconds(run), seconds > Self.limit {
      context.progress.announce(text(seconds))
    }
  }

  /// The median of trial steps on a copy, times the batches; nil where it is sure to take less
  /// than a minute, or nothing could be measured.
  private func seconds(_ run: Run) -> Double? {
    let batches = Double(request.expectedSteps)
    let batch = data.largestBatch
    let each = 3 * run.network.graph.work.total.multiplyAdds * Double(batch)
    guard batches * (each / Self.slowest + Self.overhead) > Self.limit else { return nil }
    func trial(_ rounds: Int) -> Double? {
      let times = try? TrainingTiming.measure(
        [run], task, batch: batch, rounds: rounds, settings: settings, horizon: nil,
        stop: context.stop)
      return times?.first?.median
    }
    guard var step = trial(2) else { return nil }
    // Threads wake late for the first steps, which counts where a step is short.
    if let more = Self.rounds(step: step) { step = trial(more) ?? step }
    return step * batches
  }

  /// How many more rounds of steps of so many seconds are worth their time; nil where two were
  /// enough.
  static func rounds(step: Double) -> Int? {
    step < trialTime / 10 ? Int(trialTime / max(step, Turns.turn)) : nil
  }

  /// Seconds from which on a training is announced.
  private static let limit = 60.0
  /// Seconds that trials of short steps take.
  static let trialTime = 0.3
  /// Multiply-adds a second and seconds a batch that no machine falls below, as far as is assumed:
  /// what takes less than a minute at these needs no trial.
  private static let slowest = 1e9
  private static let overhead = 1e-3

  /// `about 1 min 52 s and 840 J for 391 batches (estimated: trial steps, time × 7.5 W)`.
  private func text(_ seconds: Double) -> String {
    let joules = NumberFormat.quantity((meter.power * Seconds(seconds)).value, "J")
    let batches = NumberFormat.counted("batch", request.expectedSteps)
    return
      "\(request.isBounded ? "at most about" : "about") \(NumberFormat.duration(seconds)) and "
      + "\(joules) for \(batches) (estimated: trial steps, \(meter.source))"
  }
}
