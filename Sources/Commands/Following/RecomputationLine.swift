import Networks
import Reports
import Training
import Workspaces

/// The live line of an epoch that is trained once more.
final class RecomputationLine: TrainingObserver {
  private let epoch: Int
  private let steps: Int
  private let seconds: Double?
  private let progress: any ProgressSink
  private var done = 0

  /// - Parameter seconds: what all of it took the first time, if that is known.
  init(epoch: Int, steps: Int, about seconds: Double?, _ progress: any ProgressSink) {
    self.epoch = epoch
    self.steps = steps
    self.seconds = seconds
    self.progress = progress
  }

  func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?) {
    done += 1
    progress.update(
      Progress(
        "training epoch \(epoch) again", fraction: Double(done) / Double(steps),
        detail: seconds.map { "about \(NumberFormat.duration($0)) in all" } ?? ""))
  }

  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    progress.clear()
  }
}
