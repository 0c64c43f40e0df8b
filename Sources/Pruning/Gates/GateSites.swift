import Networks

/// A layer whose output channels can be gated one by one.
public struct ChannelSite: Sendable, Equatable {
  /// The layer that makes the channels, such as a convolution.
  public var producer: Int
  /// The last of the batch norms, activations and dropouts right behind it: gates multiply its
  /// output.
  public var end: Int
}

/// A residual block whose branch can be gated as a whole.
public struct BlockSite: Sendable, Equatable {
  /// The node that adds branch and shortcut.
  public var sum: Int
  /// The branch's last node.
  public var end: Int
  /// Where the branch begins, `Graph.source` included.
  public var start: Int
  /// The branch's nodes.
  public var nodes: [Int]
  /// What people call it: the names' common beginning, else the sum's name.
  public var name: String
}

/// Where gates can stand, found from the graph alone.
public enum GateSites {
  /// Channel sites in network order.
  ///
  /// A producer is left out where its channels must equal another layer's (its output runs into a
  /// sum), where a layer that mixes channels or takes them in groups reads it, where one on the way
  /// to its readers makes something of zeros, where it makes the network's output, and where
  /// nothing reads it.
  public static func channels(of graph: Graph) -> [ChannelSite] {
    graph.nodes.indices.compactMap { try? channelSite(of: graph, producer: $0).get() }
  }

  /// The site of one layer, or what stands in its way.
  public static func channelSite(
    of graph: Graph, producer: Int
  ) -> Result<ChannelSite, ChannelObstacle> {
    guard graph.nodes[producer].isRead else { return .failure(.unread) }
    guard graph.nodes[producer].layer.flow == .makes else { return .failure(.makesNone) }
    let end = end(of: graph, producer)
    var frontier = [end]
    var isRead = false
    while let node = frontier.popLast() {
      let users = graph.users(of: node)
      if users.isEmpty { return .failure(.output) }
      for user in users {
        switch graph.nodes[user].layer.flow {
        case .makes: isRead = true
        case .carries(zeros: true, _): frontier.append(user)
        case .carries(zeros: false, _), .makesInGroups, .mixes:
          return .failure(.changed(by: user))
        case .adds, .multiplies, .pads: return .failure(.coupled)
        case .gates: return .failure(.gated)
        case .decides: continue
        }
      }
    }
    return isRead ? .success(ChannelSite(producer: producer, end: end)) : .failure(.output)
  }

  /// The last of the layers that ride on `node`, or `node`.
  static func end(of graph: Graph, _ node: Int) -> Int { riders(of: graph, node).last ?? node }

  /// The layers that ride on `node`, each on the one before.
  static func riders(of graph: Graph, _ node: Int) -> [Int] {
    var riders: [Int] = []
    while let user = onlyUser(of: graph, riders.last ?? node),
      case .carries(_, rides: true) = graph.nodes[user].layer.flow
    {
      riders.append(user)
    }
    return riders
  }

  /// The layer that gives `node` its channels, a shortcut that pads included; nil where the
  /// network's input comes first.
  static func origin(of graph: Graph, behind node: Int) -> Int? {
    layer(of: graph, behind: node, with: [.makes, .pads])
  }

  /// The layer, or shortcut that pads, all of whose channels node `index` multiplies by gates, one
  /// by one; nil where it is no such product.
  static func gated(of graph: Graph, by index: Int) -> Int? {
    guard let gating = graph.nodes[index].gating, !gating.isShared, gating.places == nil else {
      return nil
    }
    return origin(of: graph, behind: graph.nodes[index].inputs[0])
  }

  /// A channel of the layer that makes it.
  struct Maker: Equatable {
    var node: Int
    var channel: Int
  }

  /// By node and channel: what made it, of a sum or product what made the first term; nil where
  /// the network's input did.
  static func makers(of graph: Graph) -> [[Maker?]] {
    var result: [[Maker?]] = []
    func of(_ node: Int) -> [Maker?] {
      node >= 0 ? result[node] : Array(repeating: nil, count: graph.input.channels)
    }
    for (index, node) in graph.nodes.enumerated() {
      let origins = node.layer.origins(of: node.inputShapes)
      result.append(
        origins?.map { of(node.inputs[$0.input])[$0.channel] }
          ?? (0..<node.shape.channels).map { Maker(node: index, channel: $0) })
    }
    return result
  }

  /// The producer whose channels `node` carries on; nil where the network's input comes first.
  public static func producer(of graph: Graph, behind node: Int) -> Int? {
    layer(of: graph, behind: node, with: [.makes])
  }

  /// The nearest layer with one of these flows, from `node` on back along first inputs.
  private static func layer(
    of graph: Graph, behind node: Int, with flows: [ChannelFlow]
  ) -> Int? {
    var at = node
    while at >= 0, !flows.contains(graph.nodes[at].layer.flow) { at = graph.nodes[at].inputs[0] }
    return at >= 0 ? at : nil
  }

  private static func onlyUser(of graph: Graph, _ node: Int) -> Int? {
    let users = graph.users(of: node)
    return users.count == 1 ? users[0] : nil
  }

  /// Residual blocks in network order: sums of a branch with weights and a shortcut around it.
  public static func blocks(of graph: Graph) -> [BlockSite] {
    graph.nodes.indices.compactMap { blockSite(of: graph, sum: $0) }
  }

  private static func blockSite(of graph: Graph, sum: Int) -> BlockSite? {
    guard graph.nodes[sum].isRead, graph.nodes[sum].layer.flow == .adds,
      graph.nodes[sum].inputs.count == 2
    else { return nil }
    let inputs = graph.nodes[sum].inputs
    for (end, other) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
      guard end >= 0, graph.nodes[end].gating?.isShared != true,
        let branch = branch(of: graph, end: end, sum: sum),
        branch.nodes.contains(where: { graph.nodes[$0].layer.flow == .makes }),
        isBeside(graph, other, start: branch.start)
      else { continue }
      return BlockSite(
        sum: sum, end: end, start: branch.start, nodes: branch.nodes,
        name: blockName(of: graph, sum))
    }
    return nil
  }

  /// The nodes that only the branch uses, and the one node it reads, modules of gates that stand
  /// elsewhere not counted.
  static func branch(of graph: Graph, end: Int, sum: Int) -> (nodes: [Int], start: Int)? {
    var members: Set<Int> = []
    for node in stride(from: end, through: 0, by: -1) {
      let users = graph.users(of: node)
      if node == end ? users == [sum] : (!users.isEmpty && users.allSatisfy(members.contains)) {
        members.insert(node)
      }
    }
    let outside = Set(
      members.flatMap { graph.nodes[$0].channelInputs }.filter { !members.contains($0) })
    guard outside.count == 1, let start = outside.first else { return nil }
    return (members.sorted(), start)
  }

  /// Whether the shortcut comes from where the branch begins.
  private static func isBeside(_ graph: Graph, _ node: Int, start: Int) -> Bool {
    var at = node
    while at != start {
      guard at >= 0, graph.nodes[at].channelInputs.count == 1 else { return false }
      at = graph.nodes[at].inputs[0]
    }
    return true
  }

  private static func blockName(of graph: Graph, _ sum: Int) -> String {
    let name = graph.nodes[sum].name
    guard let dot = name.lastIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}

extension Node {
  /// What it reads, but for what decides about gates.
  fileprivate var channelInputs: ArraySlice<Int> {
    gating == nil ? inputs[...] : inputs.prefix(1)
  }
}
