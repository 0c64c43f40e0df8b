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

  /// For each layer that reads channels: the gates of which one must stay open, or it would read
  /// nothing. Those are left out that hold all channels of a module, whose floor is enough; what is
  /// left reads some of a layer's channels, behind a slice.
  public static func readers(of graph: Graph, _ map: GateMap) -> [Set<Int>] {
    let counts = Dictionary(
      uniqueKeysWithValues: graph.gateModules.map { ($0.node, $0.module.channels.count) })
    let sets = GatedLayer.all(graph, map).compactMap { layer -> [Int]? in
      let gates = layer.reads.gates.map(\.gate)
      guard layer.isPaired, layer.reads.free == 0, !gates.isEmpty else { return nil }
      let modules = Dictionary(grouping: gates) { map.gates[$0].module }
      return modules.contains { $0.value.count == counts[$0.key] } ? nil : gates
    }
    return Set(sets).sorted { $0.lexicographicallyPrecedes($1) }.map(Set.init)
  }

  /// Opens a gate of each layer that would read nothing: the one with the largest logit of those
  /// that are not locked, if there is one.
  static func open(
    _ open: inout [Bool], _ readers: [Set<Int>], _ logits: [Double], locked: Set<Int> = []
  ) {
    for gates in readers where !gates.contains(where: { open[$0] }) {
      let free = gates.subtracting(locked)
      let ranked = (free.isEmpty ? gates : free).sorted { (-logits[$0], $0) < (-logits[$1], $1) }
      open[ranked[0]] = true
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
    let locked = Set(settings.indices.filter { settings[$0] != .free })
    Self.open(&open, readers(of: network.graph, map), open.map { _ in 0 }, locked: locked)
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
