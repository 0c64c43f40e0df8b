import Networks

/// A method that takes channels out of a network without gates.
public protocol ChannelMethod: PruningMethod {}

extension ChannelMethod {
  public func prepared(
    _ network: Network, seed: UInt64
  ) throws(PruningError) -> (network: Network, gated: [String]) {
    guard !network.hasGates else { throw .hasGates }
    _ = try ChannelRanking(network, request.cost, wide: nil)
    return (network, [])
  }

  public func largestCut(_ network: Network) -> Double {
    (try? ChannelRanking(network, request.cost, wide: nil))?.largestCut ?? 0
  }

  /// There is no gate to decide about.
  public func decision(_ network: Network) -> GateDecision? { nil }
}
