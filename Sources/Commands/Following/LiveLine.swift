import Costs
import Notebook
import Pruning
import Reports
import Training
import Workspaces

/// The live line of a training.
final class LiveLine: TrainingObserver {
  private let request: TrainingRequest
  private let step: StepContext
  private let meter: TimedMeter
  private let context: CommandContext
  /// The number of the last epoch.
  private var lastEpoch = 0
  private var start = ContinuousClock.now
  private var done = 0
  private(set) var images = 0
  private var loss = 0.0
  /// The score that tells best.
  private var value = 0.0
  private var shown: (parts: [Progress.Part], seconds: Double)?

  init(
    _ request: TrainingRequest, _ step: StepContext, _ meter: TimedMeter,
    _ context: CommandContext
  ) {
    self.request = request
    self.step = step
    self.meter = meter
    self.context = context
  }

  func trainingBegins(_ run: Run) {
    let perEpoch = step.stepsPerEpoch
    lastEpoch =
      run.position.epoch
      + (run.position.batch + request.expectedSteps + perEpoch - 1) / perEpoch
    start = ContinuousClock.now
  }

  func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?) {
    done += 1
    images += step.count
    let mean = step.scores[0] / Double(max(1, step.count))
    // Moving averages over some 20 batches.
    loss = done == 1 ? step.loss : loss * 0.95 + step.loss * 0.05
    value = done == 1 ? mean : value * 0.95 + mean * 0.05
    var progress = Progress(
      "epoch \(step.position.epoch + 1)",
      fraction: min(1, Double(done) / Double(max(1, request.expectedSteps))))
    progress.parts = parts(progress.label, run, method)
    context.progress.update(progress)
  }

  func epochEnded(_ edge: inout EpochEdge) {
    let epoch = edge.epoch
    context.progress.milestone(
      "epoch \(epoch.epoch)  loss \(NumberFormat.fixed(epoch.loss, 4))  "
        + "\(epoch.mark.score.title) \(epoch.mark.text())")
  }

  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    context.progress.clear()
  }

  private func parts(
    _ epoch: String, _ run: Run, _ method: (any TrainingMethod)?
  ) -> [Progress.Part] {
    let seconds = (ContinuousClock.now - start).seconds
    // Small networks have steps that take less time than the text about them.
    if let shown, seconds - shown.seconds < 0.05 { return shown.parts }
    let account = method?.account(run, step)?.told.map { $0.figure.text($0.value) } ?? []
    let parts = parts(epoch, run.position, account, seconds)
    shown = (parts, seconds)
    return parts
  }

  /// In the order of the line; its rank says what gives way first where the screen is narrow.
  private func parts(
    _ epoch: String, _ position: Position, _ account: [String], _ seconds: Double
  ) -> [Progress.Part] {
    let place = "\(position.batch)/\(step.stepsPerEpoch)"
    let rate = NumberFormat.count(Int(Double(images) / max(seconds, 1e-9)))
    let score = step.task.scores[0]
    let mark = "\(score.title) \(Mark(score, value).text())"
    let above = 3 + account.count
    var parts: [Progress.Part] = [
      .init(
        ["\(epoch) of \(request.isBounded ? "at most " : "")\(lastEpoch)", epoch],
        rank: above + 2),
      .init(["batch \(place)", place, ""], rank: 2),
      .init(["loss \(NumberFormat.fixed(loss, 3))"], rank: above + 3),
      .init([mark, mark, ""], rank: above),
    ]
    // The last of a method's figures gives way first.
    for (index, figure) in account.enumerated() {
      parts.append(.init([figure, figure, ""], rank: above - 1 - index))
    }
    parts.append(.init(["\(rate) images/s", "\(rate)/s", ""], rank: 0))
    // The first batches say little about the others.
    guard done >= 3, seconds > 0.5, done < request.expectedSteps else { return parts }
    return parts + left(seconds / Double(done) * Double(request.expectedSteps - done), above + 1)
  }

  /// The time and the joules that are left.
  private func left(_ seconds: Double, _ rank: Int) -> [Progress.Part] {
    let time = NumberFormat.duration(seconds)
    let joules = NumberFormat.quantity((meter.power * Seconds(seconds)).value, "J")
    let (long, short) = request.isBounded ? ("at most", "≤") : ("about", "≈")
    return [
      .init(["\(long) \(time) left", "\(short)\(time) left", "\(short)\(time)"], rank: rank),
      .init(
        ["\(long) \(joules) left (estimated, \(meter.source))", "\(short)\(joules)", ""], rank: 1),
    ]
  }
}
