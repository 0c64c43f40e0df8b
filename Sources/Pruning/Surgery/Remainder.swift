import Networks
import Tensors

/// What is left of a graph when gates close for good: one walk for surgery, for what it takes out,
/// and for shapes alone.
///
/// A layer may lose all of its channels; then who reads them reads nothing, and what only fed it is
/// idle.
struct Remainder {
  let graph: Graph
  private let closed: Set<GateMap.Gate>
  private let dropsGates: Bool
  /// By producer, padding shortcut and gate module: the channels or gates that stay.
  private(set) var kept: [Int: [Int]] = [:]
  /// By node: the channels that stay, by their numbers before.
  private(set) var channels: [[Int]] = []
  /// By node: the narrower form; nil where nothing stays or the node passes on what it reads.
  private(set) var narrowings: [Narrowing?] = []
  /// Nodes that reach the output.
  private(set) var live: Set<Int> = []

  /// - Parameter droppingGates: all gates leave too; what is not closed stays open for good.
  init(_ graph: Graph, closed: Set<GateMap.Gate>, droppingGates: Bool) {
    self.graph = graph
    self.closed = closed
    dropsGates = droppingGates
    findKept()
    for (index, node) in graph.nodes.enumerated() { follow(node, index) }
    findLive()
  }

  private func isClosed(_ module: Int, _ position: Int) -> Bool {
    let count = graph.nodes[module].gates?.channels.count ?? 0
    return closed.contains(
      GateMap.Gate(module: module, position: position, isBlock: position >= count))
  }

  /// Whether it multiplies a whole branch by a gate that is closed.
  func isShut(_ index: Int) -> Bool {
    guard let gating = graph.nodes[index].gating, gating.isShared else { return false }
    return isClosed(graph.nodes[index].inputs[1], gating.first)
  }

  private mutating func findKept() {
    for (index, node) in graph.nodes.enumerated() {
      if let module = node.gates, !dropsGates {
        kept[index] = (0..<module.gateCount).filter { !isClosed(index, $0) }
      }
      guard let producer = GateSites.gated(of: graph, by: index) else { continue }
      kept[producer] = graph.channelGates(of: index)
        .filter { !isClosed($0.module, $0.position) }.map(\.channel)
    }
  }

  /// The channels of a node, or of the network's input, that stay.
  func channels(of index: Int) -> [Int] {
    index == Graph.source ? Array(0..<graph.input.channels) : channels[index]
  }

  /// What a node still reads: a sum and what joins channels forget inputs that carry nothing, a
  /// gated layer its gates, or modules of which none is left in it.
  func inputs(of index: Int) -> [Int] {
    let node = graph.nodes[index]
    switch node.layer.flow {
    case .adds: return node.inputs.filter { !channels(of: $0).isEmpty }
    case .carries where node.inputs.count > 1:
      return node.inputs.filter { !channels(of: $0).isEmpty }
    case .gates where dropsGates: return [node.inputs[0]]
    case .gates where node.gating?.places != nil:
      let used = graph.channelGates(of: index).filter { !isClosed($0.module, $0.position) }
      let modules = Set(used.map(\.module))
      return [node.inputs[0]] + node.inputs.dropFirst().filter(modules.contains)
    default: return node.inputs
    }
  }

  /// The shapes of what a node still reads.
  func shapes(of index: Int) -> [Shape] {
    let isWide = obstacle(index) != nil
    return inputs(of: index).map { source in
      let shape = graph.shape(of: source)
      return isWide ? shape : Shape(channels(of: source).count, shape.height, shape.width)
    }
  }

  /// Whether one input is left of several, or of a layer and its gates, which so is passed on.
  func passesOn(_ index: Int) -> Bool {
    let node = graph.nodes[index]
    return switch node.layer.flow {
    case .adds, .gates: inputs(of: index).count == 1
    case .carries: node.inputs.count > 1 && inputs(of: index).count == 1
    default: false
    }
  }

  /// The channels of a node that have an origin left, where it joins several inputs of which one is
  /// gone: its narrower form does not count that one's.
  private func carried(_ node: Node, reading read: [Int]) -> [Int]? {
    guard case .carries = node.layer.flow, read.count < node.inputs.count else { return nil }
    return node.layer.origins(of: node.inputShapes).map { origins in
      let stay = node.inputs.map { Set(channels(of: $0)) }
      return origins.indices.filter {
        stay[origins[$0].input].contains(origins[$0].channel)
      }
    }
  }

  /// Whether nothing of a node is left, for want of what it reads.
  private func isEmpty(_ node: Node, reading read: [Int]) -> Bool {
    switch node.layer.flow {
    case .makes: false
    case .multiplies: read.contains { channels(of: $0).isEmpty }
    default: read.allSatisfy { channels(of: $0).isEmpty }
    }
  }

  private mutating func follow(_ node: Node, _ index: Int) {
    let read = inputs(of: index)
    if isShut(index) || isEmpty(node, reading: read) {
      channels.append([])
      narrowings.append(nil)
    } else if passesOn(index) {
      channels.append(carried(node, reading: read) ?? channels(of: read[0]))
      narrowings.append(nil)
    } else {
      // What cannot be done stays as it was; surgery refuses it.
      let narrowing =
        obstacle(index) != nil
        ? Narrowing(node.layer, outputs: Array(0..<node.shape.channels))
        : narrowed(node, index, reading: read)
      channels.append(carried(node, reading: read) ?? narrowing.outputs)
      narrowings.append(narrowing)
    }
  }

  private func narrowed(_ node: Node, _ index: Int, reading read: [Int]) -> Narrowing {
    // Gates are counted over all modules, those too that are gone.
    let sources = node.gating?.places == nil ? read : node.inputs
    return node.layer.narrowed(
      inputs: sources.map { read.contains($0) ? channels(of: $0) : [] },
      shapes: sources.map { graph.shape(of: $0) }, outputs: kept[index])
  }

  /// Why a layer cannot do with the channels that its inputs still have; nil where it can.
  func obstacle(_ index: Int) -> LayerError? {
    let node = graph.nodes[index]
    let read = inputs(of: index).map { channels(of: $0) }
    switch node.layer.flow {
    case .makes, .carries, .pads, .decides, .gates: return nil
    case .adds, .multiplies:
      guard !isEmpty(node, reading: inputs(of: index)), read.contains(where: { $0 != read[0] })
      else { return nil }
      let what = node.layer.flow == .adds ? "adds" : "multiplies"
      return LayerError("‘\(node.name)’ \(what) layers that have lost different channels")
    case .makesInGroups, .mixes:
      guard zip(read, node.inputShapes).contains(where: { $0.count < $1.channels }) else {
        return nil
      }
      return LayerError("‘\(node.name)’ reads all its channels or none: none can leave by itself")
    }
  }

  private mutating func findLive() {
    var frontier = [graph.nodes.count - 1]
    while let index = frontier.popLast() {
      guard index >= 0, live.insert(index).inserted else { continue }
      frontier += inputs(of: index).filter { !channels(of: $0).isEmpty }
    }
  }
}
