import Networks
import Tensors

/// Puts gates into a network.
public enum GateAttachment {
  /// What one gate switches: a channel of one layer, the branch of a residual block, or a channel
  /// of all layers whose channels meet in sums.
  public enum Granularity: String, Sendable, CaseIterable, Codable { case channel, block, group }

  /// How gates decide.
  public struct Options: Sendable, Equatable {
    /// Whether gates decide for each image or once for all.
    public var kind: GateModule.Kind
    /// How the gradient passes a decision of 0 or 1.
    public var estimator: GateModule.Estimator

    /// Dynamic gates with the straight-through estimator unless said.
    public init(
      kind: GateModule.Kind = .dynamic, estimator: GateModule.Estimator = .straightThrough
    ) {
      self.kind = kind
      self.estimator = estimator
    }
  }

  /// Gates on the channels of the named producers.
  ///
  /// Numbers of the layers that stay are carried over; new gates start from `seed`.
  public static func channels(
    _ network: Network, producers: Set<Int>, _ options: Options, seed: UInt64
  ) throws -> Network {
    let sites = GateSites.channels(of: network.graph).filter { producers.contains($0.producer) }
    return try groups(network, sites.map { GroupSite($0) }, options, seed: seed)
  }

  /// Gates on the channels of groups, one for a channel of all members: a module that reads the
  /// input of the first member, and a product behind each member and each reader.
  public static func groups(
    _ network: Network, _ groups: [GroupSite], _ options: Options, seed: UInt64
  ) throws -> Network {
    let graph = network.graph
    var insertions: [Int: Insertion] = [:]
    for group in groups {
      let node = graph.nodes[group.first]
      let places = group.members.map { ($0.end, graph.nodes[$0.producer].name) }
      let again = group.readers.map { ($0, graph.nodes[$0].name) }
      for (end, name) in places + again {
        insertions[end] = Insertion(
          stem: node.name, product: name,
          module: module(channels: node.shape.channels, block: false, options),
          reads: graph.nodes[group.members[0].producer].inputs[0], isShared: false)
      }
    }
    return try inserting(insertions, into: network, seed: seed)
  }

  /// One gate on the branch of each named block.
  public static func blocks(
    _ network: Network, sums: Set<Int>, _ options: Options, seed: UInt64
  ) throws -> Network {
    var insertions: [Int: Insertion] = [:]
    for site in GateSites.blocks(of: network.graph) where sums.contains(site.sum) {
      insertions[site.end] = Insertion(
        stem: site.name, product: site.name, module: module(channels: 0, block: true, options),
        reads: site.start, isShared: true)
    }
    return try inserting(insertions, into: network, seed: seed)
  }

  private static func module(channels: Int, block: Bool, _ options: Options) -> GateModule {
    GateModule(
      channels: channels, hasBlockGate: block, kind: options.kind, estimator: options.estimator)
  }

  private struct Insertion {
    var stem: String
    /// What the product is called after.
    var product: String
    var module: GateModule
    /// The node the module looks at.
    var reads: Int
    var isShared: Bool
  }

  /// Rebuilds the graph with a gate module and a product behind each node of `insertions`.
  private static func inserting(
    _ insertions: [Int: Insertion], into network: Network, seed: UInt64
  ) throws -> Network {
    guard !insertions.isEmpty else { return network }
    var graph = Graph(input: network.graph.input)
    // Where each old node is, before gates and behind them.
    var raw: [Int: Int] = [Graph.source: Graph.source]
    var gated: [Int: Int] = [Graph.source: Graph.source]
    // By stem: products of one stem share a module.
    var modules: [String: Int] = [:]
    for (index, node) in network.graph.nodes.enumerated() {
      let new = try graph.append(node.layer, name: node.name, from: node.inputs.map { gated[$0]! })
      raw[index] = new
      gated[index] = new
      guard let insertion = insertions[index] else { continue }
      let module =
        try modules[insertion.stem]
        ?? graph.append(
          insertion.module, name: Graph.gatesName(insertion.stem), from: [gated[insertion.reads]!])
      modules[insertion.stem] = module
      gated[index] = try graph.append(
        Gated(first: 0, isShared: insertion.isShared),
        name: "\(insertion.product).gated", from: [new, module])
    }
    return Network(graph, seed: seed, carrying: network)
  }

  /// The network without the gates of the named modules, their channels all open.
  public static func detach(_ network: Network, modules: Set<Int>) throws -> Network {
    let graph = try network.graph.withoutGates(of: modules)
    return Network(graph, seed: 0, carrying: network)
  }
}

extension Network {
  /// The gate modules that are read, in network order.
  public var gateModules: [(node: Int, module: GateModule)] { graph.gateModules }

  /// Whether any node that is read is a gate module.
  public var hasGates: Bool { !gateModules.isEmpty }

  /// Gates that have left with their channels or blocks, next to `wide`, the network before.
  public func gatesLeft(since wide: Network?) -> Int {
    guard let wide else { return 0 }
    func count(_ network: Network) -> Int {
      network.gateModules.reduce(0) { $0 + $1.module.gateCount }
    }
    return count(wide) - count(self)
  }

  /// The same network with other settings of the gates of module `node`.
  public func setting(gatesOf node: Int, to settings: [GateModule.Setting]) -> Network {
    guard var module = graph.nodes[node].gates, module.settings != settings else {
      return self
    }
    module.settings = settings
    return Network(
      graph.replacing(node, by: module), parameters: parameters, buffers: buffers)
  }
}
