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

  /// Gates on the channels of groups, one for a channel of all members: a module that reads what
  /// comes first of the inputs of members, and a product behind each member and each reader.
  public static func groups(
    _ network: Network, _ groups: [GroupSite], _ options: Options, seed: UInt64
  ) throws -> Network {
    let graph = network.graph
    var insertions: [Int: Insertion] = [:]
    for group in groups {
      let node = graph.nodes[group.first]
      let gates = Insertion.Gates(
        stem: node.name, module: module(channels: node.shape.channels, block: false, options),
        reads: group.members.map { graph.nodes[$0.producer].inputs[0] }.min()!)
      for member in group.members {
        insertions[member.end] = Insertion(
          product: graph.nodes[member.producer].name, Gated(first: 0, isShared: false), gates)
      }
      for reader in group.readers {
        let name = graph.nodes[reader.node].name
        if reader.channels == Array(0..<node.shape.channels) {
          insertions[reader.node] = Insertion(
            product: name, Gated(first: 0, isShared: false), gates)
        } else {
          let before = graph.users(of: reader.node).first { graph.nodes[$0].gating?.places != nil }
          insertions[before ?? reader.node, default: Insertion(product: name)]
            .add(gates, at: reader.channels)
        }
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
        product: site.name, Gated(first: 0, isShared: true),
        .init(
          stem: site.name, module: module(channels: 0, block: true, options), reads: site.start))
    }
    return try inserting(insertions, into: network, seed: seed)
  }

  private static func module(channels: Int, block: Bool, _ options: Options) -> GateModule {
    GateModule(
      channels: channels, hasBlockGate: block, kind: options.kind, estimator: options.estimator)
  }

  /// A product behind a node.
  private struct Insertion {
    /// A module that decides.
    struct Gates {
      var stem: String
      var module: GateModule
      /// The node the module looks at.
      var reads: Int
    }

    /// What the product is called after.
    var product: String
    var layer: Gated?
    var gates: [Gates] = []

    init(product: String) { self.product = product }

    init(product: String, _ layer: Gated, _ gates: Gates) {
      self.product = product
      self.layer = layer
      self.gates = [gates]
    }

    /// Takes in gates of some channels: by channel of the node, the gate.
    mutating func add(_ more: Gates, at channels: [Int?]) {
      let at = channels.indices.filter { channels[$0] != nil }
      let places = Gated.Places(channels: at, gates: at.map { channels[$0]! })
      let count = gates.reduce(0) { $0 + $1.module.gateCount }
      layer = Gated(layer?.places?.joined(with: places, behind: count) ?? places)
      gates.append(more)
    }
  }

  /// Rebuilds the graph with a gate module and a product behind each node of `insertions`; one that
  /// is such a product itself takes the gates in.
  private static func inserting(
    _ insertions: [Int: Insertion], into network: Network, seed: UInt64
  ) throws -> Network {
    guard !insertions.isEmpty else { return network }
    var graph = Graph(input: network.graph.input)
    // Where each old node is, behind its gates.
    var gated: [Int: Int] = [Graph.source: Graph.source]
    // By stem: products of one stem share a module.
    var modules: [String: Int] = [:]
    for (index, node) in network.graph.nodes.enumerated() {
      let insertion = insertions[index]
      var inputs = node.inputs.map { gated[$0]! }
      guard let insertion, let layer = insertion.layer else {
        gated[index] = try graph.append(node.layer, name: node.name, from: inputs)
        continue
      }
      let old = layer.places == nil ? nil : node.gating?.places
      if old == nil { inputs = [try graph.append(node.layer, name: node.name, from: inputs)] }
      for gates in insertion.gates {
        let module =
          try modules[gates.stem]
          ?? graph.append(
            gates.module, name: Graph.gatesName(gates.stem), from: [gated[gates.reads]!])
        modules[gates.stem] = module
        inputs.append(module)
      }
      let count = node.inputShapes.dropFirst().reduce(0) { $0 + $1.channels }
      let joined = layer.places.flatMap { old?.joined(with: $0, behind: count) }
      gated[index] = try graph.append(
        joined.map { Gated($0) } ?? layer,
        name: old == nil ? "\(insertion.product).gated" : node.name, from: inputs)
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
