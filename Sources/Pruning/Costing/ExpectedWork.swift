import Costs
import Networks

/// The work of a gated network layer by layer, as its gates open on average: what skipping closed
/// channels and blocks image by image would leave. Gates themselves are not counted.
///
/// A layer does the share of its channels that are open, of what it reads and what it makes, if its
/// block is open. Expected where gates of different modules are independent; with gates of 0 and 1
/// it is the work of the network that compaction leaves.
public struct ExpectedWork {
  private let graph: Graph
  private let map: GateMap
  private let openness: [Double]
  /// By node: the gate of each channel that comes out, from its producer on.
  private var channels: [[Int?]] = []

  public init(_ graph: Graph, _ map: GateMap, _ openness: [Double]) {
    self.graph = graph
    self.map = map
    self.openness = openness
    for index in graph.nodes.indices { channels.append(gates(behind: index)) }
  }

  /// The layers of the network itself, in order.
  public var layers: [LayerWork] {
    graph.nodes.indices.filter { !graph.nodes[$0].isGate }.map { index in
      let node = graph.nodes[index]
      return LayerWork(node.name, work(of: index), isFused: node.layer.isFused)
    }
  }

  private func read(_ index: Int) -> [Int?] {
    index == Graph.source
      ? Array(repeating: nil, count: graph.input.channels) : channels[index]
  }

  private func gates(behind index: Int) -> [Int?] {
    let node = graph.nodes[index]
    if node.layer is Concat { return node.inputs.flatMap { read($0) } }
    if node.layer is Flatten {
      let area = node.inputShapes[0].area
      return read(node.inputs[0]).flatMap { Array(repeating: $0, count: area) }
    }
    // What stands behind a producer has its channels; a layer that makes others has no gates.
    let before = read(node.inputs[0])
    let isProducer = GateSites.isProducer(node.layer) || before.count != node.shape.channels
    return isProducer ? map.made[index] : before
  }

  /// The share of channels that are open on average.
  private func share(_ gates: [Int?]) -> Double {
    gates.reduce(0) { $0 + ($1.map { openness[$0] } ?? 1) } / Double(max(1, gates.count))
  }

  private func work(of index: Int) -> Work {
    let node = graph.nodes[index]
    let reads = node.inputs.isEmpty ? 1 : share(read(node.inputs[0]))
    let makes = share(channels[index])
    var work = node.layer.work(of: node.inputShapes)
    // Products pair what comes in with what goes out; everything else goes channel by channel.
    let pairs = GateSites.isProducer(node.layer) ? reads * makes : makes
    let others = work.parameters - work.connections
    let stored = work.weightElements - work.connections
    work.multiplyAdds *= pairs
    work.connections *= pairs
    work.parameters = work.connections + others * makes
    work.weightElements = work.connections + stored * makes
    work.inputElements *= reads
    work.outputElements *= makes
    work.vectorOperations *= makes
    return work * running(index)
  }

  /// How often a layer runs at all: while its blocks are open. A sum with one input left is none.
  private func running(_ index: Int) -> Double {
    let node = graph.nodes[index]
    var gates = map.blocks[index]
    if node.layer is Sum {
      for input in node.inputs where input >= 0 {
        if let gated = graph.nodes[input].layer as? Gated, gated.isShared {
          gates += map.blocks[input].filter { !map.blocks[index].contains($0) }
        }
      }
    }
    return gates.reduce(1) { $0 * openness[$1] }
  }
}
