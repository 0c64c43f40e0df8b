/// Gates as a graph holds them: modules that decide, and products with what they decide.
extension Node {
  /// The gates that it decides about; nil for any other layer.
  public var gates: GateModule? { layer as? GateModule }

  /// How it multiplies its first input by the gates of its second; nil for any other layer.
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
      if node.gating != nil, leaves(node.inputs[1]) {
        places[index] = places[node.inputs[0]]
        continue
      }
      places[index] = try graph.append(
        node.layer, name: node.name, from: node.inputs.map { places[$0]! })
    }
    return graph
  }
}
