import Training

/// A state that a training went through. All workspaces that remember it share it, so that memory
/// finds room for it, or lets it go, once for all of them.
public final class KeptState {
  /// The epoch that ended here; nil within an epoch, and where changes by hand led away from one.
  public let epoch: Int?
  /// Where the training stood; it is known after the state was let go too.
  public let position: Position
  /// The state as training set out from it, horizon and method at hand, where more than training
  /// led to it. Such a state cannot be recomputed and is never let go.
  public let start: TrainingState?
  /// What the epochs to here left.
  public let log: [EpochReport]
  /// What training took since the state before, in seconds; nil where a file brought it.
  public let seconds: Double?
  /// Nil once it was let go.
  public private(set) var state: TrainingState?

  init(_ state: TrainingState, epoch: Int?, start: TrainingState? = nil, seconds: Double = 0) {
    self.state = state
    self.epoch = epoch
    self.start = start
    self.seconds = seconds
    position = state.entry.run.position
    log = state.entry.epochs
  }

  /// As a file tells of it.
  ///
  /// - Parameters:
  ///   - begun: the state, where more than training led to it.
  ///   - start: the same as training set out from it.
  init(
    epoch: Int?, position: Position, log: [EpochReport], begun: TrainingState?,
    start: TrainingState?
  ) {
    self.epoch = epoch
    self.position = position
    self.log = log
    self.start = start
    seconds = nil
    state = begun
  }

  /// The same state, whose last epoch left `report`.
  func amended(_ report: EpochReport) -> KeptState {
    KeptState(self, log: log.dropLast() + [report])
  }

  private init(_ other: KeptState, log: [EpochReport]) {
    epoch = other.epoch
    position = other.position
    start = other.start
    seconds = other.seconds
    self.log = log
    state = other.state
    state?.entry.epochs = log
  }

  /// Frees what only this state holds.
  func letGo() { if start == nil { state = nil } }

  /// Keeps the state again, after it was recomputed.
  public func take(_ state: TrainingState) { self.state = state }
}
