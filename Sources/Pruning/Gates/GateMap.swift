import Networks

/// Every gate of a network under one numbering, and what each node's channels hang on.
public struct GateMap: Sendable {
  /// One gate: a place in a gate module.
  public struct Gate: Sendable, Hashable {
    /// The module's node.
    public var module: Int
    /// The place in the module.
    public var position: Int
    /// Whether it switches the branch of a block, not a channel.
    public var isBlock: Bool

    /// The gate at `position` of the module at node `module`.
    public init(module: Int, position: Int, isBlock: Bool) {
      self.module = module
      self.position = position
      self.isBlock = isBlock
    }
  }

  /// All gates: modules in network order, in each the channels first and then the block.
  public let gates: [Gate]
  /// By node: the gate of each channel that a producer makes.
  let made: [[Int?]]
  /// By node: the block gates whose branch it lies in.
  let blocks: [[Int]]
  private let around: [[Int]]

  /// Numbers the gates of a graph and finds the channels and branches that each one switches.
  public init(_ graph: Graph) {
    var gates: [Gate] = []
    var first: [Int: Int] = [:]
    for (index, module) in graph.gateModules {
      first[index] = gates.count
      for position in 0..<module.gateCount {
        gates.append(
          Gate(
            module: index, position: position, isBlock: position >= module.channels.count))
      }
    }
    self.gates = gates
    made = Self.madeChannels(graph, first)
    let blocks = Self.blockGates(graph, first)
    self.blocks = blocks
    var around = gates.map { _ in [Int]?.none }
    for index in graph.nodes.indices where graph.nodes[index].isRead {
      for found in graph.channelGates(of: index) {
        let gate = first[found.module]! + found.position
        // A group's gates are idle only where all of its members are.
        around[gate] = around[gate].map { $0.filter(blocks[index].contains) } ?? blocks[index]
      }
    }
    self.around = around.map { $0 ?? [] }
  }

  /// The block gates of the branches that a gate lies in.
  func enclosing(_ gate: Int) -> [Int] { around[gate] }

  /// Walks from each product with channel gates up to what gives it the channels.
  private static func madeChannels(_ graph: Graph, _ first: [Int: Int]) -> [[Int?]] {
    var result = graph.nodes.map { Array(repeating: Int?.none, count: $0.shape.channels) }
    for (index, node) in graph.nodes.enumerated() where node.isRead {
      guard let producer = GateSites.gated(of: graph, by: index) else { continue }
      result[producer] = graph.channelGates(of: index).map { first[$0.module]! + $0.position }
    }
    return result
  }

  private static func blockGates(_ graph: Graph, _ first: [Int: Int]) -> [[Int]] {
    var result = graph.nodes.map { _ in [Int]() }
    for (index, node) in graph.nodes.enumerated() where node.isRead {
      guard let gated = node.gating, gated.isShared else { continue }
      var members: Set<Int> = [index]
      for at in stride(from: index - 1, through: 0, by: -1) {
        let users = graph.users(of: at)
        if !users.isEmpty, users.allSatisfy(members.contains) { members.insert(at) }
      }
      for member in members { result[member].append(first[node.inputs[1]]! + gated.first) }
    }
    return result
  }

  /// The gates of module `node`.
  public func range(of node: Int) -> Range<Int> {
    guard let start = gates.firstIndex(where: { $0.module == node }) else { return 0..<0 }
    let end = gates[start...].firstIndex { $0.module != node } ?? gates.count
    return start..<end
  }
}
