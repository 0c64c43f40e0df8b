import Networks

/// Takes closed channels and blocks out of a network for good.
public enum Surgery {
  public struct Result {
    public var network: Network
    public var recipe: Recipe
  }

  /// The network without the channels and branches of `closed` gates.
  ///
  /// - Parameter droppingGates: remove all gate modules too; what is not closed stays open for good.
  ///   Otherwise the remaining gates go on deciding.
  public static func removing(
    closed: Set<GateMap.Gate>, from network: Network, droppingGates: Bool
  ) throws -> Result {
    var work = Operation(network.graph, closed: closed, droppingGates: droppingGates)
    try work.rebuild(network)
    return Result(network: work.recipe.network(work.result, from: network), recipe: work.recipe)
  }

  private struct Operation {
    let graph: Graph
    let closed: Set<GateMap.Gate>
    let droppingGates: Bool
    /// Nodes whose output is zero for good.
    var dead: Set<Int> = []
    /// Nodes that reach the output.
    var live: Set<Int> = []
    /// Producers that lose channels: those that stay.
    var kept: [Int: [Int]] = [:]
    var result: Graph
    var recipe = Recipe()

    init(_ graph: Graph, closed: Set<GateMap.Gate>, droppingGates: Bool) {
      self.graph = graph
      self.closed = closed
      self.droppingGates = droppingGates
      result = Graph(input: graph.input)
      findDead()
      findLive()
      findKept()
    }

    private func isClosed(_ module: Int, _ position: Int) -> Bool {
      let count = (graph.nodes[module].layer as? GateModule)?.channels.count ?? 0
      return closed.contains(
        GateMap.Gate(module: module, position: position, isBlock: position >= count))
    }

    private mutating func findDead() {
      for (index, node) in graph.nodes.enumerated() {
        if let gated = node.layer as? Gated, gated.isShared,
          isClosed(node.inputs[1], gated.first)
        {
          dead.insert(index)
        }
      }
    }

    /// Inputs that still count; a sum forgets its dead branches.
    private func inputs(of index: Int) -> [Int] {
      let node = graph.nodes[index]
      if node.layer is Sum { return node.inputs.filter { !dead.contains($0) } }
      if node.layer is Gated, droppingGates { return [node.inputs[0]] }
      return node.inputs
    }

    private mutating func findLive() {
      var frontier = [graph.nodes.count - 1]
      while let node = frontier.popLast() {
        guard node >= 0, live.insert(node).inserted else { continue }
        frontier += inputs(of: node)
      }
    }

    private mutating func findKept() {
      for (index, node) in graph.nodes.enumerated() where live.contains(index) {
        guard let gated = node.layer as? Gated, !gated.isShared else { continue }
        let open = (0..<node.shape.channels).filter {
          !isClosed(node.inputs[1], gated.first + $0)
        }
        if let producer = GateSites.producer(of: graph, behind: node.inputs[0]) {
          kept[producer] = open
        }
      }
      guard !droppingGates else { return }
      for (index, node) in graph.nodes.enumerated() where live.contains(index) {
        guard let module = node.layer as? GateModule else { continue }
        kept[index] = (0..<module.gateCount).filter { !isClosed(index, $0) }
      }
    }

    mutating func rebuild(_ network: Network) throws {
      var places: [Int: Int] = [Graph.source: Graph.source]
      var channels: [Int: [Int]] = [Graph.source: Array(0..<graph.input.channels)]
      for (index, node) in graph.nodes.enumerated() where live.contains(index) {
        let from = inputs(of: index)
        let isAlias = from.count == 1 && (node.layer is Sum || node.layer is Gated)
        if isAlias {
          places[index] = places[from[0]]
          channels[index] = channels[from[0]]
          continue
        }
        let narrowing = node.layer.narrowed(
          inputs: from.map { channels[$0]! }, shapes: from.map { graph.shape(of: $0) },
          outputs: kept[index])
        places[index] = try result.append(
          narrowing.layer, name: node.name, from: from.map { places[$0]! })
        channels[index] = narrowing.outputs
        note(narrowing, network.parameterRange(of: index), network.bufferRange(of: index))
      }
    }

    private mutating func note(
      _ narrowing: Narrowing, _ parameters: Range<Int>, _ buffers: Range<Int>
    ) {
      for (place, source) in parameters.enumerated() {
        let chosen = place < narrowing.parameters.count ? narrowing.parameters[place] : Selection()
        recipe.parameters.append(.init(source: source, selection: chosen))
      }
      for (place, source) in buffers.enumerated() {
        let chosen = place < narrowing.buffers.count ? narrowing.buffers[place] : Selection()
        recipe.buffers.append(.init(source: source, selection: chosen))
      }
    }
  }
}
