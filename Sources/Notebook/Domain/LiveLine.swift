import Costs
import Reports
import Training

/// The live line of a training.
struct LiveLine {
  private let request: TrainCommand.Request
  private let perEpoch: Int
  private let meter: TimedMeter
  private let context: CommandContext
  /// The number of the last epoch.
  private let lastEpoch: Int
  private let start = ContinuousClock.now
  private var done = 0
  private(set) var images = 0
  private var loss = 0.0
  private var accuracy = 0.0
  private var shown: (parts: [Progress.Part], seconds: Double)?

  /// - Parameter position: where the training sets out from.
  init(
    _ request: TrainCommand.Request, from position: Position, perEpoch: Int,
    _ meter: TimedMeter, _ context: CommandContext
  ) {
    self.request = request
    self.meter = meter
    self.perEpoch = perEpoch
    self.context = context
    lastEpoch =
      position.epoch + (position.batch + request.expectedSteps + perEpoch - 1) / perEpoch
  }

  mutating func update(_ step: StepReport) {
    done += 1
    images += step.count
    let share = Double(step.correct) / Double(max(1, step.count))
    // Moving averages over some 20 batches.
    loss = done == 1 ? step.loss : loss * 0.95 + step.loss * 0.05
    accuracy = done == 1 ? share : accuracy * 0.95 + share * 0.05
    var progress = Progress(
      "epoch \(step.position.epoch + 1)",
      fraction: min(1, Double(done) / Double(max(1, request.expectedSteps))))
    progress.parts = parts(progress.label, step.position)
    context.progress.update(progress)
  }

  /// In the order of the line; its rank says what gives way first where the screen is narrow.
  private mutating func parts(_ epoch: String, _ position: Position) -> [Progress.Part] {
    let seconds = (ContinuousClock.now - start).seconds
    // Small networks have steps that take less time than the text about them.
    if let shown, seconds - shown.seconds < 0.05 { return shown.parts }
    let parts = parts(epoch, position, seconds)
    shown = (parts, seconds)
    return parts
  }

  private func parts(
    _ epoch: String, _ position: Position, _ seconds: Double
  ) -> [Progress.Part] {
    let place = "\(position.batch)/\(perEpoch)"
    let rate = NumberFormat.count(Int(Double(images) / max(seconds, 1e-9)))
    let share = NumberFormat.percent(accuracy, 1)
    var parts: [Progress.Part] = [
      .init(["\(epoch) of \(request.isBounded ? "at most " : "")\(lastEpoch)", epoch], rank: 5),
      .init(["batch \(place)", place, ""], rank: 2),
      .init(["loss \(NumberFormat.fixed(loss, 3))"], rank: 6),
      .init(["accuracy \(share)", "accuracy \(share)", ""], rank: 3),
      .init(["\(rate) images/s", "\(rate)/s", ""], rank: 0),
    ]
    // The first batches say little about the others.
    guard done >= 3, seconds > 0.5, done < request.expectedSteps else { return parts }
    let left = Seconds(seconds / Double(done) * Double(request.expectedSteps - done))
    let time = NumberFormat.duration(left.value)
    let joules = NumberFormat.quantity((meter.power * left).value, "J")
    let (long, short) = request.isBounded ? ("at most", "≤") : ("about", "≈")
    parts.append(
      .init(["\(long) \(time) left", "\(short)\(time) left", "\(short)\(time)"], rank: 4))
    parts.append(
      .init(
        ["\(long) \(joules) left (estimated, \(meter.source))", "\(short)\(joules)", ""], rank: 1))
    return parts
  }

  func milestone(_ epoch: EpochReport) {
    context.progress.milestone(
      "epoch \(epoch.epoch)  loss \(NumberFormat.fixed(epoch.loss, 4))  accuracy "
        + NumberFormat.percent(epoch.accuracy, 1))
  }
}
