import Training
import Workspaces

/// Keeps the states that a training goes through.
final class HistoryKeeper: TrainingObserver {
  /// The network at the last edge, with its history.
  private(set) var entry: NetworkEntry
  private let begun: TrainingState
  private let stretches: StretchCount
  private let known: [EpochReport]
  private var clock = ContinuousClock.now

  /// - Parameters:
  ///   - entry: as it sets out, horizon and method at hand.
  ///   - begun: the settings it trains under.
  ///   - stretches: told before this one.
  init(_ entry: NetworkEntry, _ begun: TrainingState, _ stretches: StretchCount) {
    self.entry = entry
    self.begun = begun
    self.stretches = stretches
    known = entry.epochs
  }

  func trainingBegins(_ run: Run) { clock = ContinuousClock.now }

  func trainingResumes(_ edge: inout EpochEdge) {
    entry.epochs.append(edge.epoch)
    entry.history.amend(edge.epoch)
  }

  func epochEnded(_ edge: inout EpochEdge) {
    entry.epochs.append(edge.epoch)
    take(edge.run, edge.method)
  }

  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    entry.epochs = known + outcome.epochs
    if run.position.batch == 0, let last = outcome.epochs.last { entry.history.amend(last) }
    if run.position.batch > 0, entry.history.states.last?.position != run.position {
      take(run, method)
    }
  }

  private func take(_ run: Run, _ method: (any TrainingMethod)?) {
    entry.run = run
    entry.take(method)
    entry.stretches = stretches.stretches
    entry.history.keep(begun.with(entry), seconds: (ContinuousClock.now - clock).seconds)
    clock = ContinuousClock.now
  }
}
