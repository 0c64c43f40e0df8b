import Costs
import Networks

/// What a target counts.
public enum CostKind: String, Sendable, CaseIterable, Codable {
  /// Weights of convolutions and linear layers.
  case connections
  /// Multiply-adds of one image.
  case macs

  public var unit: String {
    switch self {
    case .connections: "connections"
    case .macs: "multiply-adds"
    }
  }
}

/// The cost of a gated network as a function of its gates:
/// `C(g) = Σ_l k_l · (a_l + Σ g_in) · (b_l + Σ g_out) · Π g_block`,
/// the sums over the gates of the channels a layer reads and makes.
///
/// Bilinear in the modules' sums, so with mean gates it is the expected cost where gates of
/// different modules are independent.
public struct GatedCost: Sendable {
  struct Side: Sendable {
    var free = 0.0
    var gates: [(gate: Int, count: Double)] = []

    func total(_ g: [Double]) -> Double {
      gates.reduce(free) { $0 + g[$1.gate] * $1.count }
    }
  }

  struct Term: Sendable {
    var factor: Double
    var reads: Side
    var makes: Side
    var blocks: [Int]
  }

  let terms: [Term]
  public let gateCount: Int
  /// The cost with every gate open.
  public let open: Double

  public init(_ graph: Graph, _ map: GateMap, _ kind: CostKind) {
    var terms: [Term] = []
    for (index, node) in graph.nodes.enumerated() {
      guard !(node.layer is GateModule) else { continue }
      let work = node.layer.work(of: node.inputShapes)
      let cost = kind == .macs ? work.multiplyAdds : work.connections
      guard cost > 0 else { continue }
      let makes = Self.side(map.made[index], count: 1)
      if GateSites.isProducer(node.layer) {
        let input = map.channels(of: node.inputs[0], graph)
        let reads = Self.side(input, count: 1)
        terms.append(
          Term(
            factor: cost / Double(input.count * node.shape.channels), reads: reads, makes: makes,
            blocks: map.blocks[index]))
      } else {
        // Depthwise: one channel in, one out. Grouped: no channel leaves.
        let own = Self.side(
          node.layer is Depthwise
            ? map.channels(of: node.inputs[0], graph) : map.made[index], count: 1)
        terms.append(
          Term(
            factor: cost / Double(node.shape.channels), reads: Side(free: 1), makes: own,
            blocks: map.blocks[index]))
      }
    }
    self.terms = terms
    gateCount = map.gates.count
    let all = Array(repeating: 1.0, count: map.gates.count)
    open = terms.reduce(0) { $0 + Self.value($1, all) }
  }

  private static func side(_ gates: [Int?], count: Double) -> Side {
    var side = Side()
    var counts: [Int: Double] = [:]
    for gate in gates {
      if let gate { counts[gate, default: 0] += count } else { side.free += count }
    }
    side.gates = counts.keys.sorted().map { ($0, counts[$0]!) }
    return side
  }

  private static func value(_ term: Term, _ g: [Double]) -> Double {
    term.blocks.reduce(term.factor * term.reads.total(g) * term.makes.total(g)) { $0 * g[$1] }
  }

  /// C(g).
  public func total(_ g: [Double]) -> Double {
    terms.reduce(0) { $0 + Self.value($1, g) }
  }

  /// dC/dg of every gate.
  public func slopes(_ g: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: gateCount)
    for term in terms {
      let reads = term.reads.total(g)
      let makes = term.makes.total(g)
      let block = term.blocks.reduce(1.0) { $0 * g[$1] }
      for (gate, count) in term.reads.gates {
        result[gate] += term.factor * makes * block * count
      }
      for (gate, count) in term.makes.gates {
        result[gate] += term.factor * reads * block * count
      }
      for gate in term.blocks {
        let others = term.blocks.reduce(1.0) { $1 == gate ? $0 : $0 * g[$1] }
        result[gate] += term.factor * reads * makes * others
      }
    }
    return result
  }
}
