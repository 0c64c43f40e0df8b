import Costs
import Networks

/// The cost of a gated network as a function of its gates; with mean gates the expected cost where
/// gates of different modules are independent.
///
/// Connections and multiply-adds are sums over layers of pairs of channels,
/// `C(g) = Σ_l k_l · ((a_l + Σ g_in) · (b_l + Σ g_out) + Σ g_both (1 − g_both)) · Π g_block`,
/// the sums over the gates of the channels a layer reads and makes, and of those on both sides.
/// Joules and seconds: `GatedEnergy`.
public struct GatedCost: Sendable {
  private struct Term: Sendable {
    var factor: Double
    var reads: GatedLayer.Side
    var makes: GatedLayer.Side
    var blocks: [Int]
    var both: [(gate: Int, pairs: Double)]
  }

  private enum Form: Sendable {
    case products([Term])
    case modelled(GatedEnergy)
  }

  private let form: Form
  /// Gates of the map, the length of every g.
  public let gateCount: Int
  /// The cost with every gate open.
  public let open: Double

  /// The cost of `kind` as a function of the gates of `map`.
  public init(_ graph: Graph, _ map: GateMap, _ kind: CostKind) {
    let layers = GatedLayer.all(graph, map)
    switch kind {
    case .connections: form = .products(layers.compactMap { Self.term($0, $0.work.connections) })
    case .macs: form = .products(layers.compactMap { Self.term($0, $0.work.multiplyAdds) })
    case .joules(let model, let batch), .seconds(let model, let batch):
      form = .modelled(GatedEnergy(layers, map.gates.count, model, batch: batch, kind.amount))
    }
    gateCount = map.gates.count
    open = Self.total(form, map.gates.map { _ in 1 })
  }

  private static func term(_ layer: GatedLayer, _ cost: Double) -> Term? {
    guard cost > 0 else { return nil }
    // Depthwise: one channel in, one out. Grouped: no channel leaves.
    let reads = layer.isPaired ? layer.reads : GatedLayer.Side([nil])
    return Term(
      factor: cost / (reads.count * layer.makes.count), reads: reads, makes: layer.makes,
      blocks: layer.blocks,
      both: layer.both)
  }

  private static func total(_ form: Form, _ g: [Double]) -> Double {
    switch form {
    case .products(let terms): terms.reduce(0) { $0 + value($1, g) }
    case .modelled(let energy): energy.total(g)
    }
  }

  private static func value(_ term: Term, _ g: [Double]) -> Double {
    let surplus = GatedLayer.surplus(term.both, g)
    return term.blocks.reduce(
      term.factor * (term.reads.total(g) * term.makes.total(g) + surplus)
    ) { $0 * g[$1] }
  }

  /// C(g).
  public func total(_ g: [Double]) -> Double { Self.total(form, g) }

  /// dC/dg of every gate.
  public func slopes(_ g: [Double]) -> [Double] {
    switch form {
    case .products(let terms): slopes(terms, g)
    case .modelled(let energy): energy.slopes(g)
    }
  }

  private func slopes(_ terms: [Term], _ g: [Double]) -> [Double] {
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
      for (gate, pairs) in term.both {
        result[gate] += term.factor * block * pairs * (1 - 2 * g[gate])
      }
      let surplus = GatedLayer.surplus(term.both, g)
      for gate in term.blocks {
        let others = term.blocks.reduce(1.0) { $1 == gate ? $0 : $0 * g[$1] }
        result[gate] += term.factor * (reads * makes + surplus) * others
      }
    }
    return result
  }

  /// How the cost of a decision changes where one gate flips, for every gate.
  public func changes(_ open: [Bool]) -> [Double] {
    let worths =
      switch form {
      case .products(let terms): slopes(terms, open.map { $0 ? 1 : 0 })  // linear in each gate
      case .modelled(let energy): energy.worths(open)
      }
    return zip(open, worths).map { $0 ? -$1 : $1 }
  }
}
