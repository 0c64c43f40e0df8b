/// A state with a name.
public struct Checkpoint {
  /// The network with the settings that its training depends on.
  public var state: TrainingState
  /// The epochs that were behind it.
  public var history: EpochHistory

  /// A state with the epochs behind it; none unless said.
  public init(_ state: TrainingState, _ history: EpochHistory = EpochHistory()) {
    self.state = state
    self.history = history
  }

  /// The network that was kept, with its optimizer's moments and its method.
  public var entry: NetworkEntry { state.entry }

  /// Bytes of its numbers.
  public var bytes: Int { entry.tensors.reduce(0) { $0 + $1.count * 4 } }
}
