import Networks

/// Layers whose channels meet in sums or products, so that a gate closes a channel in all of them.
public struct GroupSite: Sendable, Equatable {
  /// The layers that make the channels, and shortcuts that carry others to a place among them; in
  /// network order.
  public var members: [ChannelSite]
  /// Where gates stand a second time, in network order.
  public var readers: [Reader]
  /// The sums and products where channels of members meet.
  public var meetings: [Int]

  /// The first member that makes channels: it gives the group its name.
  public var first: Int

  /// What makes something of a channel of zeros, such as the batch norm in front of a block: a
  /// closed channel would be a constant behind it.
  public struct Reader: Sendable, Equatable {
    /// The layer, or the last of those that ride on it: gates multiply its output.
    public var node: Int
    /// By channel of it, the one of the group; nil for channels of others that are joined with
    /// them.
    public var channels: [Int?]
  }
}

extension GroupSite {
  /// A layer by itself.
  init(_ site: ChannelSite) {
    self.init(members: [site], readers: [], meetings: [], first: site.producer)
  }
}

extension GateSites {
  /// The groups of a network in network order; a layer whose channels meet no others is one by
  /// itself.
  public static func groups(of graph: Graph) -> [GroupSite] {
    var taken: Set<Int> = []
    return graph.nodes.indices.compactMap { index in
      guard !taken.contains(index), let group = try? groupSite(of: graph, member: index).get()
      else { return nil }
      taken.formUnion(group.members.map(\.producer))
      return group
    }
  }

  /// The module whose gates multiply the channels of `producer`, one by one; of a group it is
  /// called after another layer, maybe.
  public static func module(of graph: Graph, gating producer: Int) -> Int? {
    graph.nodes.indices.first {
      graph.nodes[$0].isRead && gated(of: graph, by: $0) == producer
    }.map { graph.nodes[$0].inputs[1] }
  }

  /// The layers that make the channels which the gates of `module` close.
  public static func makers(of graph: Graph, gatedBy module: Int) -> [Int] {
    let products = graph.nodes.indices.filter {
      graph.nodes[$0].isRead && graph.nodes[$0].gating != nil
        && graph.nodes[$0].inputs[1] == module
    }
    return Set(products.compactMap { gated(of: graph, by: $0) })
      .filter { graph.nodes[$0].layer.flow == .makes }.sorted()
  }

  /// The group that `member`, a layer that makes channels, belongs to, or what stands in its way.
  public static func groupSite(
    of graph: Graph, member: Int
  ) -> Result<GroupSite, ChannelObstacle> {
    guard graph.nodes[member].isRead else { return .failure(.unread) }
    guard graph.nodes[member].layer.flow == .makes else { return .failure(.makesNone) }
    var stream = ChannelStream(graph)
    do throws(ChannelObstacle) {
      return .success(try stream.group(of: member))
    } catch {
      return .failure(error)
    }
  }
}

/// The nodes through which the channels of a group run.
private struct ChannelStream {
  private let graph: Graph
  /// By member: the last of the layers that ride on it.
  private var ends: [Int: Int] = [:]
  /// By node: for each channel, the one of the group that it carries; nil for any other.
  private var channels: [Int: [Int?]] = [:]
  private var readers: [GroupSite.Reader] = []
  private var meetings: [Int] = []
  private var isRead = false

  init(_ graph: Graph) { self.graph = graph }

  /// Follows the channels of all members to who reads them, again while that finds more members.
  mutating func group(of member: Int) throws(ChannelObstacle) -> GroupSite {
    join(member)
    var count = 0
    while count < ends.count {
      count = ends.count
      try spread()
    }
    guard isRead else { throw .output }
    let members = ends.keys.sorted()
    return GroupSite(
      members: members.map { ChannelSite(producer: $0, end: ends[$0]!) },
      readers: readers, meetings: meetings, first: members.first { flow($0) == .makes }!)
  }

  private func flow(_ node: Int) -> ChannelFlow { graph.nodes[node].layer.flow }

  private mutating func join(_ member: Int) {
    if ends[member] == nil { ends[member] = GateSites.end(of: graph, member) }
  }

  /// Whether each channel of a node is the same one of its only input.
  private func keepsPlaces(_ node: Int) -> Bool {
    let node = graph.nodes[node]
    guard node.inputs.count == 1, let origins = node.layer.origins(of: node.inputShapes) else {
      return false
    }
    return origins.count == node.inputShapes[0].channels
      && origins.enumerated().allSatisfy { $0.offset == $0.element.channel }
  }

  /// Finds the channels of the group in every node behind its members.
  private mutating func spread() throws(ChannelObstacle) {
    channels = [:]
    readers = []
    meetings = []
    isRead = false
    // What rides on a layer whose output gates multiply.
    var riders: Set<Int> = []
    for index in ends.keys.min()!..<graph.nodes.count where graph.nodes[index].isRead {
      let node = graph.nodes[index]
      let carried = node.inputs.contains { channels[$0] != nil }
      if ends[index] != nil {
        isRead = isRead || carried
        channels[index] = Array(0..<node.shape.channels)
        riders.formUnion(GateSites.riders(of: graph, index))
      } else if carried {
        try pass(index, node, &riders)
      }
      if channels[index] != nil, index == graph.nodes.count - 1 { throw .output }
    }
  }

  private mutating func pass(
    _ index: Int, _ node: Node, _ riders: inout Set<Int>
  ) throws(ChannelObstacle) {
    switch node.layer.flow {
    case .makes, .pads: isRead = true
    case .decides: break
    case .carries(let zeros, _):
      guard let origins = node.layer.origins(of: node.inputShapes) else {
        throw .changed(by: index)
      }
      let found = origins.map { channels[node.inputs[$0.input]]?[$0.channel] }
      guard found.contains(where: { $0 != nil }) else { return }
      channels[index] = found
      if !zeros, !riders.contains(index) {
        riders.formUnion(GateSites.riders(of: graph, index))
        readers.append(.init(node: GateSites.end(of: graph, index), channels: found))
      }
    case .adds, .multiplies:
      for input in node.inputs {
        guard channels[input].map(isWhole) ?? true else { throw .coupled }
        try trace(input)
      }
      channels[index] = Array(0..<node.shape.channels)
      meetings.append(index)
    case .gates:
      guard let found = channels[node.inputs[0]] else { return }
      guard node.gating?.isShared == true || node.gating?.places != nil else { throw .gated }
      channels[index] = found
    case .makesInGroups, .mixes: throw .changed(by: index)
    }
  }

  /// Whether it is all channels of the group, in their order.
  private func isWhole(_ found: [Int?]) -> Bool {
    found == Array(0..<graph.nodes[ends.keys.first!].shape.channels)
  }

  /// Goes back from what a sum reads to the layers that make it.
  private mutating func trace(_ node: Int) throws(ChannelObstacle) {
    guard node >= 0 else { throw .input }
    guard channels[node] == nil else { return }
    switch flow(node) {
    case .makes, .pads: join(node)
    case .adds, .multiplies:
      for input in graph.nodes[node].inputs { try trace(input) }
    case .carries:
      guard keepsPlaces(node) else { throw .coupled }
      try trace(graph.nodes[node].inputs[0])
    case .gates:
      // A block's gate closes all channels of a branch.
      guard graph.nodes[node].gating?.isShared == true else { throw .gated }
      try trace(graph.nodes[node].inputs[0])
    case .makesInGroups, .mixes, .decides: throw .changed(by: node)
    }
  }
}
