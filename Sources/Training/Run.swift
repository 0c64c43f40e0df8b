import Networks

/// What training moves: the network, what its optimizer remembers, the position. A value.
public struct Run {
  /// The weights and buffers.
  public var network: Network
  /// Moments and step counts, by parameter.
  public var optimizerState: OptimizerState
  /// Batches trained so far.
  public var position = Position()
  /// Second networks that go along, by their names.
  public var companions: [String: Companion] = [:]

  /// A run at its start: nothing trained, no moments.
  public init(_ network: Network) {
    self.network = network
    optimizerState = OptimizerState(network)
  }
}
