import Networks

/// Which gates of a network stay open, and how many the projection onto a target changed.
public struct GateDecision: Sendable, Equatable {
  /// By gate, in the order of `GateMap`.
  public var open: [Bool]
  /// Gates that a projection changed to meet the target; 0 without one.
  public var flips: Int

  /// A decision for all gates of a `GateMap`.
  public init(open: [Bool], flips: Int) {
    self.open = open
    self.flips = flips
  }

  /// Every gate as most images have it, one channel of a layer at least: without a method there is
  /// no target.
  ///
  /// - Parameter openness: the share of images that open each gate.
  public static func majority(
    _ openness: [Double], _ network: Network, _ map: GateMap
  ) -> GateDecision {
    var open = openness.map { $0 > 0.5 }
    for (range, _) in GateFloors.all(network, map) where !open[range].contains(true) {
      open[range.lowerBound] = true
    }
    GateFloors.open(&open, GateFloors.readers(of: network.graph, map), openness)
    return GateDecision(open: open, flips: 0)
  }
}

extension Network {
  /// The network with every gate set to a decision.
  public func fixing(_ map: GateMap, _ open: [Bool]) -> Network {
    gateModules.reduce(self) { result, module in
      result.setting(
        gatesOf: module.node, to: map.range(of: module.node).map { open[$0] ? .on : .off })
    }
  }
}
