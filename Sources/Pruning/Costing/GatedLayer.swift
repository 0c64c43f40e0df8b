import Costs
import Networks

/// A layer of a gated network, and the gates that say how much of it is done.
///
/// It does the share of its channels that are open, of what it reads and what it makes, if its
/// block is open. Every cost of a gated network is a sum over these.
struct GatedLayer: Sendable {
  /// Channels by the gates that control them.
  struct Side: Sendable {
    /// Channels without a gate.
    var free = 0.0
    var gates: [(gate: Int, count: Double)] = []
    /// All channels.
    var count = 0.0

    init(_ channels: [Int?]) {
      var counts: [Int: Double] = [:]
      for gate in channels {
        if let gate { counts[gate, default: 0] += 1 } else { free += 1 }
      }
      gates = counts.keys.sorted().map { ($0, counts[$0]!) }
      count = Double(channels.count)
    }

    /// Open channels.
    func total(_ g: [Double]) -> Double {
      gates.reduce(free) { $0 + g[$1.gate] * $1.count }
    }
  }

  let name: String
  /// With everything open.
  let work: Work
  let isFused: Bool
  /// The shape of its products with everything open.
  let product: ProductShape?
  let reads: Side
  let makes: Side
  /// Whether its products pair what comes in with what goes out; else all goes channel by channel.
  let isPaired: Bool
  /// The gates that must be open for it to run at all.
  let blocks: [Int]

  /// Gates of channels on both sides of its products, as those of a group are where one member
  /// reads another, and how many pairs of channels one of them stands for.
  var both: [(gate: Int, pairs: Double)] {
    guard isPaired else { return [] }
    let made = Dictionary(uniqueKeysWithValues: makes.gates.map { ($0.gate, $0.count) })
    return reads.gates.compactMap { gate, count in made[gate].map { (gate, count * $0) } }
  }

  /// A gate of 0 or 1 is its own square, so that the mean number of open pairs is more than the
  /// product of the mean numbers of channels, by `Σ pairs · g (1 − g)` over gates on both sides.
  static func surplus(_ both: [(gate: Int, pairs: Double)], _ g: [Double]) -> Double {
    both.reduce(0) { $0 + $1.pairs * g[$1.gate] * (1 - g[$1.gate]) }
  }

  /// The layers of the network itself, in order; gates are not counted.
  static func all(_ graph: Graph, _ map: GateMap) -> [GatedLayer] {
    // By node: the gate of each channel that comes out, from its producer on.
    var channels: [[Int?]] = []
    func read(_ index: Int) -> [Int?] {
      index == Graph.source
        ? Array(repeating: nil, count: graph.input.channels) : channels[index]
    }
    for (index, node) in graph.nodes.enumerated() {
      // What follows a producer has its channels; a layer that makes others has no gates.
      let origins = node.layer.origins(of: node.inputShapes)
      channels.append(
        origins.map { $0.map { read(node.inputs[$0.input])[$0.channel] } } ?? map.made[index])
    }
    let own = graph.nodes.indices.filter { graph.nodes[$0].isRead && !graph.nodes[$0].isGate }
    return own.map { index in
      let node = graph.nodes[index]
      let work = node.work
      return GatedLayer(
        name: node.name, work: work.work, isFused: work.isFused, product: work.product,
        reads: Side(node.inputs.isEmpty ? [] : read(node.inputs[0])), makes: Side(channels[index]),
        isPaired: node.layer.flow == .makes, blocks: blocks(of: index, graph, map))
    }
  }

  /// A sum with one input left is none; a product with a closed branch is zero.
  private static func blocks(of index: Int, _ graph: Graph, _ map: GateMap) -> [Int] {
    let node = graph.nodes[index]
    var gates = map.blocks[index]
    guard [.adds, .multiplies].contains(node.layer.flow) else { return gates }
    for input in node.inputs where input >= 0 {
      if graph.nodes[input].gating?.isShared == true {
        gates += map.blocks[input].filter { !map.blocks[index].contains($0) }
      }
    }
    return gates
  }

  /// How often it runs at all.
  func running(_ g: [Double]) -> Double { blocks.reduce(1) { $0 * g[$1] } }

  /// The work of one image where it runs with so many channels open.
  ///
  /// - Parameter surplus: of open pairs.
  func work(reads open: Double, makes made: Double, surplus: Double = 0) -> LayerWork {
    let reads = open / max(1, self.reads.count)
    let makes = made / max(1, self.makes.count)
    let pairs =
      isPaired
      ? reads * makes + surplus / max(1, self.reads.count * self.makes.count) : makes
    var work = work
    let others = work.parameters - work.connections
    let stored = work.weightElements - work.connections
    work.multiplyAdds *= pairs
    work.connections *= pairs
    work.parameters = work.connections + others * makes
    work.weightElements = work.connections + stored * makes
    work.inputElements *= reads
    work.outputElements *= makes
    work.vectorOperations *= makes
    return LayerWork(
      name, work, isFused: isFused, product: product?.scaled(inputs: reads, outputs: makes))
  }
}
