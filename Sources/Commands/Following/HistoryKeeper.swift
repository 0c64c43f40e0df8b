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

  func epochEnded(_ edge: inout EpochEdge) {
    entry.epochs.append(edge.epoch)
    take(
      edge.run, edge.method,
      EpochHistory.Scores(
        score: edge.epoch.mark.score, training: edge.epoch.mark.value,
        validation: edge.validation?.mark.value, test: edge.epoch.testMark?.value))
  }

  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) {
    if !outcome.isWhole, run.position.batch == 0 {
      entry.history.forgetLooks(at: run.position.epoch)
    }
    if run.position.batch > 0, entry.history.states.last?.position != run.position {
      entry.epochs = known + outcome.epochs
      take(run, method, nil)
    }
  }

  private func take(
    _ run: Run, _ method: (any TrainingMethod)?, _ scores: EpochHistory.Scores?
  ) {
    entry.run = run
    entry.take(method)
    entry.stretches = stretches.stretches
    entry.history.keep(
      begun.with(entry), seconds: (ContinuousClock.now - clock).seconds, scores: scores)
    clock = ContinuousClock.now
  }
}
