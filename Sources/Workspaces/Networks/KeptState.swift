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
  /// What training took since the state before, in seconds.
  public let seconds: Double
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

  /// Frees what only this state holds.
  func letGo() { if start == nil { state = nil } }

  /// Keeps the state again, after it was recomputed.
  public func take(_ state: TrainingState) { self.state = state }
}
