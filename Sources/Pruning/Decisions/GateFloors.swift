import Networks

/// How many channels of each module must stay open: a tenth, rounded up, so no layer falls to zero.
public enum GateFloors {
  /// The share of its channels that a layer keeps at least.
  public static let share = 0.1

  /// The least open channels of a module that began with `original` channels.
  public static func least(of original: Int) -> Int {
    max(1, Int((Double(original) * share).rounded(.up)))
  }

  /// Ranges of channel gates and how many of each stay open.
  public static func all(_ network: Network, _ map: GateMap) -> [(range: Range<Int>, least: Int)] {
    network.gateModules.compactMap { node, module in
      guard !module.channels.isEmpty else { return nil }
      let first = map.range(of: node).lowerBound
      return (first..<first + module.channels.count, least(of: module.originalCount))
    }
  }

  /// The smallest decision that floors and gates set by hand allow, block gates all closed.
  public static func smallest(_ network: Network, _ map: GateMap) -> [Bool] {
    let settings = network.gateModules.flatMap { $0.module.settings }
    var open = settings.map { $0 == .on }
    for (range, least) in all(network, map) {
      let missing = least - open[range].count { $0 }
      for gate in range.filter({ settings[$0] == .free }).prefix(max(0, missing)) {
        open[gate] = true
      }
    }
    return open
  }

  /// Its cost.
  static func smallestCost(
    _ network: Network, _ map: GateMap, _ cost: GatedCost
  ) -> Double {
    cost.total(smallest(network, map).map { $0 ? 1 : 0 })
  }

  /// The largest share of the cost that the gates can remove, floors kept.
  public static func largestCut(_ network: Network, _ kind: CostKind) -> Double {
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, kind)
    return 1 - smallestCost(network, map, cost) / cost.open
  }
}
