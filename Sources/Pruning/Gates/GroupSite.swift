import Networks

/// Layers whose channels meet in sums or products, so that a gate closes a channel in all of them.
public struct GroupSite: Sendable, Equatable {
  /// The layers that make the channels, and shortcuts that carry others to a place among them; in
  /// network order.
  public var members: [ChannelSite]
  /// Where gates stand a second time: behind what makes something of a channel of zeros, such as
  /// the batch norm in front of a block, for which a closed channel would be a constant.
  public var readers: [Int]

  /// The first member that makes channels: it gives the group its name.
  public var first: Int
}

extension GroupSite {
  /// A layer by itself.
  init(_ site: ChannelSite) {
    self.init(members: [site], readers: [], first: site.producer)
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
    graph.nodes.first { node in
      node.isRead && node.gating?.isShared == false
        && origin(of: graph, behind: node.inputs[0]) == producer
    }?.inputs[1]
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

/// The nodes through which the channels of a group run, found member by member.
private struct ChannelStream {
  private let graph: Graph
  /// By producer: the last of the layers that ride on it.
  private var ends: [Int: Int] = [:]
  private var readers: Set<Int> = []
  private var passed: Set<Int> = []
  private var isRead = false

  init(_ graph: Graph) { self.graph = graph }

  mutating func group(of member: Int) throws(ChannelObstacle) -> GroupSite {
    try join(member)
    guard isRead else { throw .output }
    let producers = ends.keys.sorted()
    return GroupSite(
      members: producers.map { ChannelSite(producer: $0, end: ends[$0]!) },
      readers: readers.sorted(), first: producers.first { flow($0) == .makes }!)
  }

  private func flow(_ node: Int) -> ChannelFlow { graph.nodes[node].layer.flow }

  /// Whether each channel of a node is the same one of its only input.
  private func keepsPlaces(_ node: Int) -> Bool {
    let node = graph.nodes[node]
    guard node.inputs.count == 1, let origins = node.layer.origins(of: node.inputShapes) else {
      return false
    }
    return origins.count == node.inputShapes[0].channels
      && origins.enumerated().allSatisfy { $0.offset == $0.element.channel }
  }

  /// Takes in a layer that makes the channels, or a shortcut.
  private mutating func join(_ producer: Int) throws(ChannelObstacle) {
    guard ends[producer] == nil else { return }
    let end = GateSites.end(of: graph, producer)
    ends[producer] = end
    try follow(end, inPlace: true)
  }

  /// Follows the channels to who reads them.
  ///
  /// - Parameter inPlace: whether `node` still has them one by one, in their order.
  private mutating func follow(_ node: Int, inPlace: Bool) throws(ChannelObstacle) {
    guard passed.insert(node).inserted else { return }
    let users = graph.users(of: node)
    if users.isEmpty { throw .output }
    for user in users {
      switch flow(user) {
      case .makes, .pads: isRead = true
      case .decides: continue
      case .carries(let zeros, _):
        let keeps = inPlace && keepsPlaces(user)
        guard zeros || keeps else { throw .changed(by: user) }
        if zeros {
          try follow(user, inPlace: keeps)
        } else {
          let end = GateSites.end(of: graph, user)
          readers.insert(end)
          try follow(end, inPlace: keeps)
        }
      case .adds, .multiplies:
        guard inPlace else { throw .coupled }
        for input in graph.nodes[user].inputs { try trace(input) }
        try follow(user, inPlace: true)
      case .makesInGroups, .mixes: throw .changed(by: user)
      case .gates:
        guard inPlace, graph.nodes[user].gating?.isShared == true else { throw .gated }
        try follow(user, inPlace: true)
      }
    }
  }

  /// Goes back from what a sum reads to the layer that makes it.
  private mutating func trace(_ node: Int) throws(ChannelObstacle) {
    guard node >= 0 else { throw .input }
    switch flow(node) {
    case .makes, .pads: try join(node)
    case .adds, .multiplies:
      guard !passed.contains(node) else { return }
      for input in graph.nodes[node].inputs { try trace(input) }
      try follow(node, inPlace: true)
    case .carries:
      guard keepsPlaces(node) else { throw .coupled }
      try trace(graph.nodes[node].inputs[0])
      try follow(node, inPlace: true)
    case .gates:
      // A block's gate closes all channels of a branch.
      guard graph.nodes[node].gating?.isShared == true else { throw .gated }
      try trace(graph.nodes[node].inputs[0])
      try follow(node, inPlace: true)
    case .makesInGroups, .mixes, .decides: throw .changed(by: node)
    }
  }
}
