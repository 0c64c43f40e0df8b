import Networks

/// Why the channels of a layer cannot leave one by one.
public enum ChannelObstacle: Error, Equatable, Sendable {
  /// It makes no channels of its own, or makes them in groups.
  case makesNone
  /// They are the network's output.
  case output
  /// Nothing reads the layer.
  case unread
  /// They meet those of other layers in a sum or a product, number by number.
  case coupled
  /// They meet the network's input in a sum or a product.
  case input
  /// The layer of this node makes something of a channel of zeros, reads channels in groups, or
  /// mixes them.
  case changed(by: Int)
  /// They have gates.
  case gated
}

/// Layers whose channels meet in sums, so that what leaves one leaves all.
public struct CoupledGroup: Equatable, Sendable {
  /// The layers that make the channels, in network order.
  public var producers: [Int]
  /// Where they meet: sums, and shortcuts that carry them on to other widths.
  public var meetings: [Int]

  /// The group that `producer` belongs to: everything that sums and layers which keep their
  /// channels tie to it.
  public init(of producer: Int, in graph: Graph) {
    var seen: Set<Int> = []
    var frontier = [producer]
    while let index = frontier.popLast() {
      guard index >= 0, seen.insert(index).inserted else { continue }
      let node = graph.nodes[index]
      if node.layer.flow == .pads { continue }
      frontier += graph.users(of: index).filter { Self.carried(graph.nodes[$0]).contains(index) }
      frontier += Self.carried(node)
    }
    let members = seen.sorted()
    let flows = { (index: Int) in graph.nodes[index].layer.flow }
    producers = members.filter { [.makes, .makesInGroups, .mixes].contains(flows($0)) }
    meetings = members.filter { [.adds, .multiplies, .pads].contains(flows($0)) }
  }

  /// The inputs whose channels a node puts out.
  private static func carried(_ node: Node) -> [Int] {
    switch node.layer.flow {
    case .carries, .adds, .multiplies, .pads: node.inputs
    case .gates: [node.inputs[0]]
    case .makes, .makesInGroups, .mixes, .decides: []
    }
  }
}

extension GateSites {
  /// The layers whose channels can be closed one by one, gated or not: name and channels.
  public static func closable(_ graph: Graph) -> [(node: Int, name: String, count: Int)] {
    graph.nodes.indices.compactMap { index in
      let name = graph.nodes[index].name
      switch channelSite(of: graph, producer: index) {
      case .success: break
      case .failure(.gated):
        // A block's gate stands behind its last layer too.
        guard graph.gateModule(of: name)?.module.channels.isEmpty == false else { return nil }
      case .failure: return nil
      }
      return (index, name, graph.nodes[index].shape.channels)
    }
  }

  /// The residual blocks that can be closed as a whole, gated or not.
  public static func blockNames(_ graph: Graph) -> [String] {
    let gated = graph.gateModules.filter(\.module.hasBlockGate).map { index, _ in
      (index, graph.gatedName(index))
    }
    let free = blocks(of: graph).map { ($0.sum, $0.name) }
    return (gated + free).sorted { $0.0 < $1.0 }.map { $0.1 }
  }
}
