import Networks

/// Every gate of a network under one numbering, and what each node's channels hang on.
public struct GateMap: Sendable {
  public struct Gate: Sendable, Hashable {
    /// The module's node.
    public var module: Int
    /// The place in the module.
    public var position: Int
    public var isBlock: Bool

    public init(module: Int, position: Int, isBlock: Bool) {
      self.module = module
      self.position = position
      self.isBlock = isBlock
    }
  }

  public let gates: [Gate]
  /// By node: the gate of each output channel, nil where none; as a reader of the node sees it.
  let channels: [[Int?]]
  /// By node: the gate of each channel that a producer makes.
  let made: [[Int?]]
  /// By node: the block gates whose branch it lies in.
  let blocks: [[Int]]
  private let around: [[Int]]

  public init(_ graph: Graph) {
    var gates: [Gate] = []
    var first: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      guard let module = node.layer as? GateModule else { continue }
      first[index] = gates.count
      for position in 0..<module.gateCount {
        gates.append(
          Gate(
            module: index, position: position, isBlock: position >= module.channels.count))
      }
    }
    self.gates = gates
    channels = Self.readChannels(graph, first)
    made = Self.madeChannels(graph, channels)
    let blocks = Self.blockGates(graph, first)
    self.blocks = blocks
    var around = gates.map { _ in [Int]() }
    for (index, node) in graph.nodes.enumerated() {
      guard let gated = node.layer as? Gated, !gated.isShared else { continue }
      for channel in 0..<node.shape.channels {
        around[first[node.inputs[1]]! + gated.first + channel] = blocks[index]
      }
    }
    self.around = around
  }

  /// The block gates of the branches that a gate lies in.
  public func enclosing(_ gate: Int) -> [Int] { around[gate] }

  /// The gates of the network's input channels: none.
  func channels(of node: Int, _ graph: Graph) -> [Int?] {
    node == Graph.source ? Array(repeating: nil, count: graph.input.channels) : channels[node]
  }

  private static func readChannels(_ graph: Graph, _ first: [Int: Int]) -> [[Int?]] {
    var result: [[Int?]] = []
    func read(_ index: Int) -> [Int?] {
      index == Graph.source ? Array(repeating: nil, count: graph.input.channels) : result[index]
    }
    for node in graph.nodes {
      switch node.layer {
      case let gated as Gated where !gated.isShared:
        let start = first[node.inputs[1]]! + gated.first
        result.append((0..<node.shape.channels).map { start + $0 })
      case is Flatten:
        let area = node.inputShapes[0].area
        result.append(read(node.inputs[0]).flatMap { Array(repeating: $0, count: area) })
      case is Concat:
        result.append(node.inputs.flatMap { read($0) })
      case is Sum:
        result.append(read(node.inputs[0]))
      case let layer where layer.keepsChannels && !node.inputs.isEmpty:
        result.append(read(node.inputs[0]))
      default:
        result.append(Array(repeating: nil, count: node.shape.channels))
      }
    }
    return result
  }

  /// Walks from each product with channel gates up to the producer.
  private static func madeChannels(_ graph: Graph, _ channels: [[Int?]]) -> [[Int?]] {
    var result = graph.nodes.map { Array(repeating: Int?.none, count: $0.shape.channels) }
    for (index, node) in graph.nodes.enumerated() {
      guard let gated = node.layer as? Gated, !gated.isShared else { continue }
      if let producer = GateSites.producer(of: graph, behind: node.inputs[0]) {
        result[producer] = channels[index]
      }
    }
    return result
  }

  private static func blockGates(_ graph: Graph, _ first: [Int: Int]) -> [[Int]] {
    var result = graph.nodes.map { _ in [Int]() }
    for (index, node) in graph.nodes.enumerated() {
      guard let gated = node.layer as? Gated, gated.isShared else { continue }
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
