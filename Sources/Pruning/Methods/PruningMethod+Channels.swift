import Networks

/// A method that takes channels out of a network without gates.
public protocol ChannelMethod: PruningMethod {}

extension ChannelMethod {
  public func prepared(
    _ network: Network, seed: UInt64
  ) throws(PruningError) -> PreparedNetwork {
    guard !network.hasGates else { throw .hasGates }
    let ranking = try ChannelRanking(network, request.cost, wide: nil)
    return PreparedNetwork(network: network, gated: [], largestCut: ranking.largestCut)
  }

  /// There is no gate to decide about.
  public func decision(_ network: Network) -> GateDecision? { nil }
}
