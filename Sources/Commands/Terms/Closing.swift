import Language
import Networks
import Pruning
import Workspaces

/// A channel, some of them, a layer or a block that a question closes, and the network with a gate
/// on each of them.
struct Closing {
  /// Why something cannot leave, as data.
  struct Refusal: Error {
    let code: Diagnostic.Code
    /// A sentence without its subject, which stands before it: `makes the network's output`.
    let reason: String
    var hint: String?
  }

  let subject: ChannelList
  /// The channels by the numbers that are typed, before any left; empty for a block.
  let channels: [Int]
  let isBlock: Bool
  /// Whether the layer loses every channel it has.
  let isWholeLayer: Bool
  /// The network with the subject gated; gates put in for this question are open.
  let network: Network
  let gates: Set<GateMap.Gate>

  /// The layers that lose the channels, more than one where they meet in sums or products; none of
  /// a block.
  var group: [String] {
    let graph = network.graph
    guard let gate = gates.first, !isBlock else { return [] }
    return GateSites.makers(of: graph, gatedBy: gate.module).map { graph.nodes[$0].name }
  }

  /// The network with these gates shut, the others as they were.
  var closed: Network {
    gates.reduce(network) { network, gate in
      guard let module = network.graph.nodes[gate.module].gates else { return network }
      var settings = module.settings
      settings[gate.position] = .off
      return network.setting(gatesOf: gate.module, to: settings)
    }
  }

  /// The gates of `network` that `old`, which may have fewer, closes by `open`.
  func closed(by open: [Bool], of old: Network) -> Set<GateMap.Gate> {
    Set(
      zip(open, GateMap(old.graph).gates).compactMap { isOpen, gate in
        guard !isOpen, let node = network.graph.index(named: old.graph.nodes[gate.module].name)
        else { return nil }
        return .init(module: node, position: gate.position, isBlock: gate.isBlock)
      })
  }
}

extension Closing {
  /// A few names, and how many more there are.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(4).joined(separator: ", ")
    return names.count <= 4 ? shown : "\(shown) and \(names.count - 4) more"
  }

  /// Finds what was typed in `network` and gates it.
  ///
  /// - Throws: `Refusal` where it cannot leave by itself.
  static func find(
    _ subject: ChannelList, in whole: Network, seed: UInt64
  ) throws -> Closing {
    let graph = whole.graph
    if GateSites.blockNames(graph).contains(subject.layer) {
      return try block(subject, in: whole, seed: seed)
    }
    let node = graph.index(named: subject.layer) ?? Graph.source
    let name = graph.nodes[node].name
    var network = whole
    switch GateSites.groupSite(of: graph, member: node) {
    case .success(let group):
      network = try GateAttachment.groups(whole, [group], .init(kind: .static), seed: seed)
      network = network.opening(gatesOf: graph.nodes[group.first].name)
    case .failure(.gated): break
    case .failure(let obstacle):
      // Of what is tied to others, by what it is tied.
      let own = GateSites.channelSite(of: graph, producer: node)
      throw Refusal(own == .failure(.coupled) ? .coupled : obstacle, of: node, subject, graph)
    }
    let gated = network.graph
    guard
      let place = gated.index(named: name).flatMap({ GateSites.module(of: gated, gating: $0) }),
      let module = gated.nodes[place].gates
    else { throw Refusal(.coupled, of: node, subject, graph) }
    let channels =
      subject.ranges == nil ? module.channels : subject.indices(below: module.originalCount)
    let positions = channels.compactMap { module.channels.firstIndex(of: $0) }
    guard positions.count == channels.count else {
      throw Refusal(
        code: "has-left", reason: "has left already",
        hint: "the channels that are there: \(name)[\(IndexList(module.channels))]")
    }
    return Closing(
      subject: subject, channels: channels, isBlock: false,
      isWholeLayer: positions.count == module.channels.count, network: network,
      gates: Set(positions.map { .init(module: place, position: $0, isBlock: false) }))
  }

  private static func block(
    _ subject: ChannelList, in whole: Network, seed: UInt64
  ) throws -> Closing {
    var network = whole
    if let site = GateSites.blocks(of: whole.graph).first(where: { $0.name == subject.layer }) {
      network = try GateAttachment.blocks(
        whole, sums: [site.sum], .init(kind: .static), seed: seed)
      network = network.opening(gatesOf: subject.layer)
    }
    guard let (place, module) = network.graph.gateModule(of: subject.layer) else {
      throw Refusal(code: "cannot-leave", reason: "is no block that can be gated")
    }
    return Closing(
      subject: subject, channels: [], isBlock: true, isWholeLayer: false, network: network,
      gates: [.init(module: place, position: module.gateCount - 1, isBlock: true)])
  }
}

extension Network {
  /// The network with every gate of the layer or block `name` held open.
  fileprivate func opening(gatesOf name: String) -> Network {
    guard let (node, module) = graph.gateModule(of: name) else { return self }
    return setting(gatesOf: node, to: module.settings.map { _ in .on })
  }
}

extension Closing.Refusal {
  /// An obstacle in words.
  init(_ obstacle: ChannelObstacle, of node: Int, _ subject: ChannelList, _ graph: Graph) {
    switch obstacle {
    case .output:
      self.init(
        code: "cannot-leave", reason: "makes the network's output, and every class needs its number"
      )
    case .gated:
      self.init(
        code: "cannot-leave",
        reason: "meets channels that have gates of their own, number by number",
        hint: "‘gate detach’ takes those away; ‘gates’ shows them")
    case .unread:
      self.init(
        code: "cannot-leave",
        reason: "is read by nothing, and so is left out of every count already",
        hint: "‘compact’ and ‘export’ leave it out too")
    case .coupled: self.init(coupled: node, graph)
    case .input:
      self.init(
        code: "cannot-leave",
        reason: "meets the network's input, number by number, which keeps its channels")
    case .changed(let user):
      self.init(
        code: "cannot-leave",
        reason: "is read by ‘\(graph.nodes[user].name)’, whose output would change with a channel "
          + "less: it "
          + (graph.nodes[user].layer.flow == .mixes
            ? "mixes all its channels" : "reads in groups, or makes something of zeros"))
    case .makesNone:
      let producer = GateSites.producer(of: graph, behind: node)
      let maker = producer.map { graph.nodes[$0].name }
      let list = ChannelList(layer: maker ?? "", ranges: subject.ranges)
      self.init(
        code: "cannot-leave",
        reason: "makes no channels that could leave one by one; "
          + (maker.map { "those it carries come from ‘\($0)’" } ?? "it reads the input"),
        hint: maker.map { _ in "ask about ‘\(list)’" })
    }
  }

  private init(coupled node: Int, _ graph: Graph) {
    let block = GateSites.blocks(of: graph).first { $0.nodes.contains(node) }
    let hint = block.map { "its block leaves as a whole: ‘\($0.name)’" }
    switch GateSites.groupSite(of: graph, member: node) {
    case .failure(.coupled):
      self.init(
        code: "cannot-leave",
        reason: "meets other channels in a sum or product, number by number, behind a layer that "
          + "joins, parts or mixes channels", hint: hint)
    case .failure(let obstacle):
      let group = Self(
        obstacle, of: node, ChannelList(layer: graph.nodes[node].name, ranges: nil), graph)
      self.init(
        code: "cannot-leave",
        reason: "meets other channels in a sum or product, number by number, and with them "
          + group.reason, hint: hint)
    case .success(let group):
      let others = group.members.map(\.producer)
        .filter { $0 != node && graph.nodes[$0].layer.flow == .makes }.map { graph.nodes[$0].name }
      let flows = group.meetings.map { graph.nodes[$0].layer.flow }
      let meets =
        !flows.contains(.multiplies)
        ? "added to" : flows.contains(.adds) ? "added to and multiplied by" : "multiplied by"
      let meeting = Closing.list(group.meetings.map { graph.nodes[$0].name })
      self.init(
        code: "cannot-leave",
        reason: others.isEmpty
          ? "is \(meets) a narrower stream in \(meeting), number by number"
          : "is \(meets) the channels of \(Closing.list(others)), number by number, in "
            + "\(meeting): they leave together",
        hint: hint)
    }
  }
}

extension BoundArguments {
  /// What `LAYER[…]` closes; an error where there is no such layer, block or channel.
  func closing(_ entry: NetworkEntry, _ seed: UInt64) throws -> Closing {
    let subject = try required("LAYER", \.channels)
    let graph = entry.network.graph
    let wide = entry.denseGraph
    let blocks = GateSites.blockNames(graph)
    let names = graph.nodes.filter { !$0.isGate }.map(\.name)
    guard blocks.contains(subject.layer) || names.contains(subject.layer) else {
      if GateSites.blockNames(wide).contains(subject.layer)
        || wide.index(named: subject.layer) ?? Graph.source >= 0
      {
        throw Closing.Refusal(code: "has-left", reason: "has left already")
      }
      throw unknown(
        "layer", subject.layer, among: blocks + names, at: "LAYER",
        none: "there is no layer yet; ‘add linear 10’ adds one")
    }
    guard subject.ranges == nil || !blocks.contains(subject.layer) else {
      throw error(
        "no-channel", "‘\(subject.layer)’ is a block, which is closed as a whole", at: "LAYER",
        hint: "‘\(subject.layer)’ without channels")
    }
    if let largest = subject.largest,
      let node = graph.nodes.first(where: { $0.name == subject.layer })
    {
      let module = graph.gateModule(of: subject.layer)?.module
      let count = module.map { max($0.originalCount, 1) } ?? node.shape.channels
      guard largest < count else {
        throw error(
          "no-channel", "‘\(subject.layer)’ has no channel \(largest)", at: "LAYER",
          hint: "its channels are 0 to \(count - 1)")
      }
    }
    return try Closing.find(subject, in: entry.network, seed: seed)
  }
}
