import Networks

/// The channels that may leave a network without gates, and which of them go for a cost.
///
/// Gates are put on for the decision, as constants; the network keeps none.
struct ChannelRanking {
  /// The network with a gate on every channel that may leave.
  let gated: Network
  let map: GateMap
  let cost: GatedCost
  /// The layers that make those channels, in the order of the gates: one, or those of a group.
  let members: [[Int]]
  let floors: [(range: Range<Int>, least: Int)]
  /// The gates of which one stays open, by layer that reads them.
  let readers: [Set<Int>]

  /// - Parameters:
  ///   - wide: the network before anything left, gates and all; floors are a tenth of its channels.
  ///   - granularity: channels of single layers, or of all that sums tie.
  /// - Throws: `PruningError` where no layer can lose channels.
  init(
    _ network: Network, _ kind: CostKind, wide: Network?,
    _ granularity: GateAttachment.Granularity = .channel
  ) throws(PruningError) {
    let groups =
      granularity == .group
      ? GateSites.groups(of: network.graph)
      : GateSites.channels(of: network.graph).map { GroupSite($0) }
    guard !groups.isEmpty else {
      throw GateSites.groups(of: network.graph).isEmpty ? .noSite : .onlyGroups
    }
    do {
      gated = try GateAttachment.groups(network, groups, .init(kind: .static), seed: 0)
    } catch {
      throw PruningError("not-gateable", "\(error)")
    }
    let graph = gated.graph
    map = GateMap(graph)
    cost = GatedCost(graph, map, kind)
    readers = GateFloors.readers(of: graph, map)
    members = gated.gateModules.map { module in
      let first = network.graph.index(named: graph.gatedName(module.node))!
      return groups.first { $0.first == first }!.members.map(\.producer)
        .filter { network.graph.nodes[$0].layer.flow == .makes }
    }
    floors = zip(gated.gateModules, GateFloors.all(gated, map)).map { module, floor in
      let name = graph.nodes[module.node].name
      let before = wide?.graph.gateModule(named: name)?.module
      let least = before.map { GateFloors.least(of: $0.originalCount) } ?? floor.least
      return (floor.range, min(least, floor.range.count))
    }
  }

  /// The layers that make channels, all of them.
  var producers: [Int] { members.flatMap { $0 } }

  /// Scores by group, then channel.
  ///
  /// - Parameter scores: by producer, then channel.
  func joined(_ scores: [[Double]], by criterion: any Criterion) -> [[Double]] {
    var rest = scores[...]
    return members.map { group in
      criterion.joined((0..<group.count).map { _ in rest.removeFirst() })
    }
  }

  /// The decision that leaves `goal` of the cost: the lowest scores go, then the projection brings
  /// what remains onto the goal.
  ///
  /// - Parameter scores: by group, then channel.
  func decision(_ scores: [[Double]], goal: Double, tolerance: Double) -> Projection {
    let flat = scores.flatMap { $0 }
    let order = leaving(flat)
    func open(_ count: Int) -> [Bool] {
      var open = map.gates.map { _ in true }
      for gate in order.prefix(count) { open[gate] = false }
      GateFloors.open(&open, readers, flat)
      return open
    }
    var (few, many) = (0, order.count)
    while few < many {
      let middle = (few + many) / 2
      if total(open(middle)) <= goal { many = middle } else { few = middle + 1 }
    }
    if few > 0, abs(total(open(few - 1)) - goal) < abs(total(open(few)) - goal) { few -= 1 }
    return Projection(
      open: open(few), logits: flat, cost: cost, map: map, goal: goal, tolerance: tolerance,
      floors: floors, readers: readers)
  }

  /// The gates that floors let go, lowest scores first, ties in their order.
  private func leaving(_ scores: [Double]) -> [Int] {
    floors.flatMap { floor in
      floor.range.sorted { (scores[$0], $0) < (scores[$1], $1) }
        .prefix(floor.range.count - floor.least)
    }.sorted { (scores[$0], $0) < (scores[$1], $1) }
  }

  /// Takes the closed channels out of the network.
  func removing(_ open: [Bool]) throws -> Surgery.Result {
    let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
    return try Surgery.removing(closed: closed, from: gated, droppingGates: true)
  }

  /// The decision that keeps the first channels of each layer, or those in the middle, to which
  /// shortcuts that pad lead.
  ///
  /// - Parameter count: how many, by a layer's channels and the least that a floor leaves it.
  func keeping(
    middle: Bool = false, _ count: (_ channels: Int, _ least: Int) -> Int
  ) -> [Bool] {
    var open = floors.flatMap { floor in
      let kept = count(floor.range.count, floor.least)
      let first = floor.range.lowerBound + (middle ? (floor.range.count - kept) / 2 : 0)
      return floor.range.map { (first..<first + kept).contains($0) }
    }
    GateFloors.open(&open, readers, open.map { _ in 0 })
    return open
  }

  /// The cost of a decision.
  func total(_ open: [Bool]) -> Double { cost.total(open.map { $0 ? 1 : 0 }) }

  /// The largest share of the cost that floors let go.
  var largestCut: Double { 1 - total(keeping { _, least in least }) / cost.open }
}

extension Recipe {
  /// The same surgery told of `plain`, the network before gates were put on for it.
  func rebased(from gated: Network, onto plain: Network) -> Recipe {
    let parameters = plain.parameters.map(\.name)
    let buffers = plain.buffers.map(\.name)
    var result = self
    for index in result.parameters.indices {
      let name = gated.parameters[result.parameters[index].source].name
      result.parameters[index].source = parameters.firstIndex(of: name)!
    }
    for index in result.buffers.indices {
      let name = gated.buffers[result.buffers[index].source].name
      result.buffers[index].source = buffers.firstIndex(of: name)!
    }
    return result
  }
}
