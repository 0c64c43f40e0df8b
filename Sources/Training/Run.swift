import Networks

/// What training moves: the network, what its optimizer remembers, the position. A value.
public struct Run {
  /// The weights and buffers.
  public var network: Network
  /// Moments and step counts, by parameter.
  public var optimizerState: OptimizerState
  /// Batches trained so far.
  public var position = Position()
  /// Of the epoch under way; nil at the end of one, and where none was kept.
  public var tally: EpochTally?
  /// Second networks that go along, by their names.
  public var companions: [String: Companion] = [:]

  /// A run at its start: nothing trained, no moments.
  public init(_ network: Network) {
    self.network = network
    optimizerState = OptimizerState(network)
  }

  /// Ends the epoch under way.
  public mutating func endEpoch() {
    position.epoch += 1
    position.batch = 0
    tally = nil
  }
}
