import Training

/// The live line of a training.
struct LiveLine {
  private let total: Int
  private let perEpoch: Int
  private let context: CommandContext
  private let start = ContinuousClock.now
  private var done = 0
  private(set) var images = 0
  private var loss = 0.0
  private var isForecast = false

  init(total: Int, perEpoch: Int, _ context: CommandContext) {
    self.total = total
    self.perEpoch = perEpoch
    self.context = context
  }

  mutating func update(_ step: StepReport) {
    done += 1
    images += step.count
    loss = done == 1 ? step.loss : loss * 0.95 + step.loss * 0.05
    let seconds = (ContinuousClock.now - start).seconds
    context.progress.update(
      Progress(
        "epoch \(step.position.epoch + (step.position.batch == perEpoch ? 0 : 1))",
        fraction: Double(done) / Double(total),
        detail: "batch \(step.position.batch)/\(perEpoch)  loss \(NumberFormat.fixed(loss, 3))  "
          + "\(NumberFormat.count(Int(Double(images) / max(seconds, 1e-9)))) images/s"))
    forecast(seconds)
  }

  /// Says once, in the first seconds, what the whole takes if that is over a minute.
  private mutating func forecast(_ seconds: Double) {
    guard !isForecast, done >= 3, seconds >= 2 else { return }
    isForecast = true
    let whole = seconds / Double(done) * Double(total)
    guard whole > 60 else { return }
    let batches = "\(NumberFormat.count(total)) \(NumberFormat.noun("batch", total))"
    context.progress.milestone("about \(NumberFormat.duration(whole)) for \(batches)")
  }

  func milestone(_ epoch: EpochReport) {
    context.progress.milestone(
      "epoch \(epoch.epoch)  loss \(NumberFormat.fixed(epoch.loss, 4))  accuracy "
        + NumberFormat.percent(epoch.accuracy, 1))
  }
}
