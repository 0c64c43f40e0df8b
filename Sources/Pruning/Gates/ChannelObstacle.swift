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

extension GateSites {
  /// The layers whose channels can be closed, gated or not, by themselves or with those that they
  /// meet: name and channels.
  public static func closable(_ graph: Graph) -> [(node: Int, name: String, count: Int)] {
    let free = groups(of: graph).flatMap(\.members).map(\.producer)
    let gated = graph.nodes.indices.filter { graph.nodes[$0].isRead }
      .compactMap { Self.gated(of: graph, by: $0) }
    return Set(free + gated).filter { graph.nodes[$0].layer.flow == .makes }.sorted()
      .map { ($0, graph.nodes[$0].name, graph.nodes[$0].shape.channels) }
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
