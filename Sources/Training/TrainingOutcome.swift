/// Why a training ended.
public enum TrainingEnd: Sendable, Equatable {
  case finished
  case interrupted
  /// The loss is not a number or infinite; the run is back at the last epoch's edge.
  case notFinite(epoch: Int, batch: Int)
}

/// What a training came to.
public struct TrainingOutcome {
  /// Why it ended.
  public internal(set) var end = TrainingEnd.finished
  /// What each epoch left; the last one may be a part.
  public internal(set) var epochs: [EpochReport] = []
  /// Batches that ran and are kept.
  public internal(set) var steps = 0
  /// Why an observer could not do its part, the first that failed; the training ended there.
  public internal(set) var error: (any Error)?

  /// Whether nothing cut it short; a goal that is reached does not.
  public var isWhole: Bool { end == .finished && error == nil }

  /// Whether the run went back to the last epoch's edge.
  var isBack: Bool { if case .notFinite = end { true } else { false } }

  /// Forgets what looks found at the edge where the training was cut short: a line that replays to
  /// this edge ends there and does not look.
  mutating func forgetLastLooks() {
    if !epochs.isEmpty { epochs[epochs.count - 1].forgetLooks() }
  }

  /// Takes over what the observers left of an epoch.
  mutating func take(_ edge: EpochEdge) {
    epochs.append(edge.epoch)
    error = edge.error
    if edge.isInterrupted { end = .interrupted }
  }
}
