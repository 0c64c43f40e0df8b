import Networks

/// A method that takes channels out of a network without gates.
public protocol ChannelMethod: PruningMethod {
  /// Whether channels leave single layers, or all that sums tie.
  var granularity: GateAttachment.Granularity { get }
  /// Why it can do nothing with the channels of these layers; nil where it can.
  func obstacle(_ network: Network, producers: [Int]) -> PruningError?
}

extension ChannelMethod {
  /// `granularity=`, as such methods take it.
  static var granularityOption: MethodOption {
    .init(
      "granularity", .choice(["channel", "group"]),
      "channels of single layers, or of all layers whose channels meet in sums",
      default: "channel")
  }

  static func granularity(_ arguments: MethodArguments) -> GateAttachment.Granularity {
    arguments.word("granularity").flatMap { .init(rawValue: $0) } ?? .channel
  }

  public func obstacle(_ network: Network, producers: [Int]) -> PruningError? { nil }

  public func prepared(
    _ network: Network, seed: UInt64
  ) throws(PruningError) -> PreparedNetwork {
    guard !network.hasGates else { throw .hasGates }
    let ranking = try ChannelRanking(network, request.cost, wide: nil, granularity)
    if let obstacle = obstacle(network, producers: ranking.producers) { throw obstacle }
    return PreparedNetwork(network: network, gated: [], largestCut: ranking.largestCut)
  }

  /// There is no gate to decide about.
  public func decision(_ network: Network) -> GateDecision? { nil }
}
