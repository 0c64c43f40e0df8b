/// Gates as a graph holds them: modules that decide, and products with what they decide.
extension Node {
  /// The gates that it decides about; nil for any other layer.
  public var gates: GateModule? { layer as? GateModule }

  /// How it multiplies its first input by the gates of its others; nil for any other layer.
  public var gating: Gated? { layer as? Gated }

  /// Whether it gates, or asks what a gate does.
  public var isGate: Bool { layer.operation == .gate }
}

extension Graph {
  /// The gate modules that are read, in network order.
  public var gateModules: [(node: Int, module: GateModule)] {
    nodes.indices.filter { nodes[$0].isRead }.compactMap { index in
      nodes[index].gates.map { (index, $0) }
    }
  }

  /// The module that gates the layer or block called `name`, where gates were put on it.
  public func gateModule(of name: String) -> (node: Int, module: GateModule)? {
    gateModule(named: Self.gatesName(name))
  }

  /// A gate of a channel.
  public struct ChannelGate: Sendable, Equatable {
    /// The channel of the layer that multiplies.
    public var channel: Int
    /// The node of the gate module.
    public var module: Int
    /// Which of its gates.
    public var position: Int
  }

  /// The gates by which node `index` multiplies channels one by one; none where it does not.
  public func channelGates(of index: Int) -> [ChannelGate] {
    let node = nodes[index]
    guard let gating = node.gating, !gating.isShared else { return [] }
    guard let places = gating.places else {
      return (0..<node.shape.channels).map {
        ChannelGate(channel: $0, module: node.inputs[1], position: gating.first + $0)
      }
    }
    let all = zip(node.inputs, node.inputShapes).dropFirst().flatMap { module, shape in
      (0..<shape.channels).map { (module, $0) }
    }
    return zip(places.channels, places.gates).map { channel, gate in
      ChannelGate(channel: channel, module: all[gate].0, position: all[gate].1)
    }
  }

  /// What the module of gates on the layer or block `name` is called.
  public static func gatesName(_ name: String) -> String { name + gatesEnding }

  /// What the gates of module `node` act on: the layer's or the block's name.
  public func gatedName(_ node: Int) -> String {
    let name = nodes[node].name
    return name.hasSuffix(Self.gatesEnding)
      ? String(name.dropLast(Self.gatesEnding.count)) : name
  }

  private static let gatesEnding = ".gates"

  /// The gate module called `name`.
  public func gateModule(named name: String) -> (node: Int, module: GateModule)? {
    guard let node = index(named: name), node >= 0 else { return nil }
    return nodes[node].gates.map { (node, $0) }
  }

  /// The same layers without the gates of `modules`, of all where none are named: their channels
  /// all open.
  public func withoutGates(of modules: Set<Int>? = nil) throws(LayerError) -> Graph {
    var graph = Graph(input: input)
    var places: [Int: Int] = [Graph.source: Graph.source]
    let leaves = { (node: Int) in modules?.contains(node) ?? true }
    for (index, node) in nodes.enumerated() {
      if node.gates != nil, leaves(index) { continue }
      var (layer, inputs) = (node.layer, node.inputs)
      if node.gating != nil {
        inputs = [inputs[0]] + inputs.dropFirst().filter { !leaves($0) }
        if inputs.count == 1 {
          places[index] = places[inputs[0]]
          continue
        }
        layer = node.narrowed(toModules: inputs.dropFirst())
      }
      places[index] = try graph.append(layer, name: node.name, from: inputs.map { places[$0]! })
    }
    return graph
  }
}

extension Node {
  /// Its product without the gates of modules that are not listed.
  fileprivate func narrowed(toModules kept: some Collection<Int>) -> any Layer {
    guard kept.count < inputs.count - 1 else { return layer }
    let stay = zip(inputs, inputShapes).enumerated().map { place, input in
      place == 0 || kept.contains(input.0) ? Array(0..<input.1.channels) : []
    }
    return layer.narrowed(inputs: stay, shapes: inputShapes, outputs: nil).layer
  }
}
