import Notebook
import Sessions
import Training

/// Tells at each edge which session would stand if the training ended there.
final class AutosaveEdge: TrainingObserver {
  private let blank: TrainingReport
  private let known: Int
  private let live: LiveLine
  private let meter: TrainingMeter
  private let history: HistoryKeeper
  private let context: CommandContext
  private var began = ContinuousClock.now
  private var first = 0

  /// - Parameters:
  ///   - blank: the report of the training, as it is before the first batch.
  ///   - live: told before this one, as `meter` and `history` are.
  init(
    _ blank: TrainingReport, _ live: LiveLine, _ meter: TrainingMeter, _ history: HistoryKeeper,
    _ context: CommandContext
  ) {
    self.blank = blank
    self.live = live
    self.meter = meter
    self.history = history
    self.context = context
    known = history.entry.epochs.count
  }

  func trainingBegins(_ run: Run) {
    began = ContinuousClock.now
    first = run.position.step
  }

  func epochEnded(_ edge: inout EpochEdge) {
    guard edge.goesOn else { return }
    var entry = history.entry
    // Replayed, the last edge is not looked at.
    entry.epochs[entry.epochs.count - 1].forgetLooks()
    entry.history.amend(entry.epochs[entry.epochs.count - 1])
    var report = blank
    report.epochs = Array(entry.epochs.dropFirst(known))
    report.steps = edge.run.position.step - first
    report.images = live.images
    report.energy = meter.soFar
    entry.plan = blank.request.plan(after: report.steps)
    let (request, steps) = (blank.request, report.steps)
    let line = { request.line(from: $0, stoppingAt: steps) }
    context.reachEdge(entry, line, steps) { [began, entry, report] in
      var report = report
      report.seconds = (ContinuousClock.now - began).seconds
      return SessionCell(input: line(0), outputs: RecordingText.lines(try report.report(entry)))
    }
  }
}
