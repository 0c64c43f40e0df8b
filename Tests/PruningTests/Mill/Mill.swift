import Costs
import Networks
import NetworksTestSupport
import Tensors
import TensorsTestSupport
import TestSupport

@testable import Pruning

/// One turn of the mill: a network gated, cut to a share of its multiply-adds, and compacted; what
/// came out beside the gated network, beside double precision, and counted.
struct Mill {
  /// The tolerance of proofs, of the largest logit.
  static let tolerance = 1e-4

  let granularity: GateAttachment.Granularity
  /// Of the dense multiply-adds.
  let target: Double
  /// What is left, of the dense multiply-adds; nil where nothing could be gated.
  private(set) var kept: Double?
  /// Whether the target was met, or everything that floors allow was cut.
  private(set) var isMet = true
  /// Small against gated, in single precision: the largest difference, of the largest logit.
  private(set) var difference = 0.0
  /// Small against loops in double precision.
  private(set) var error = 0.0
  /// Whether it was written as ONNX and computed the same when it was read again; nil where a layer
  /// has no operators or is not read.
  private(set) var isSameInONNX: Bool?
  /// What is wrong, in words.
  private(set) var faults: [String] = []

  init(
    _ network: Network, _ granularity: GateAttachment.Granularity, target: Double, seed: UInt64
  ) throws {
    self.granularity = granularity
    self.target = target
    let gating: Nets.Gating =
      switch granularity {
      case .channel: .channels
      case .block: .blocks
      case .group: .groups
      }
    let gated = try network.gated(gating, .init(kind: .static), seed: seed)
    let map = GateMap(gated.graph)
    guard !map.gates.isEmpty else { return }
    let cost = GatedCost(gated.graph, map, .macs)
    let open = cut(gated, map, cost, seed: seed)
    let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
    let small = try Surgery.removing(closed: closed, from: gated, droppingGates: true).network
    kept = small.graph.ownWork.total.multiplyAdds / network.graph.ownWork.total.multiplyAdds
    try compare(small, gated.fixing(map, open))
    count(small, expected: cost.total(open.map { $0 ? 1 : 0 }))
    export(small)
  }

  /// Closes gates in an order drawn by the seed until the target is met, floors kept.
  private mutating func cut(
    _ gated: Network, _ map: GateMap, _ cost: GatedCost, seed: UInt64
  ) -> [Bool] {
    var generator = SplitMix(seed: seed)
    let floors = GateFloors.all(gated, map)
    var order = map.gates.indices.shuffled(using: &generator)
    for floor in floors {
      let held = Set(order.filter(floor.range.contains).suffix(floor.least))
      order.removeAll(where: held.contains)
    }
    let readers = GateFloors.readers(of: gated.graph, map)
    let logits = map.gates.map { _ in 0.0 }
    func decision(_ count: Int) -> [Bool] {
      var open = map.gates.map { _ in true }
      for gate in order.prefix(count) { open[gate] = false }
      GateFloors.open(&open, readers, logits)
      return open
    }
    func isEnough(_ count: Int) -> Bool {
      cost.total(decision(count).map { $0 ? 1 : 0 }) <= target * cost.open
    }
    // The first prefix of the order that is enough.
    var (few, many) = (0, order.count)
    guard isEnough(many) else {
      isMet = false
      return decision(many)
    }
    while few < many {
      let middle = (few + many) / 2
      if isEnough(middle) { many = middle } else { few = middle + 1 }
    }
    return decision(few)
  }

  private mutating func compare(_ small: Network, _ gated: Network) throws {
    for count in [1, 17] {
      let (found, wanted) = (try small.logits(count), try gated.logits(count))
      let largest = wanted.reduce(1e-6) { max($0, abs($1)) }
      let apart = zip(found, wanted).reduce(0) { max($0, abs($1.0 - $1.1)) }
      difference = max(difference, Double(apart / largest))
    }
    if !(difference <= Self.tolerance) { faults.append("small and gated differ by \(difference)") }
    let again = try Graph(input: small.graph.input, lines: small.graph.lines)
    if again.lines != small.graph.lines { faults.append("its lines say another graph") }
  }

  /// Counts products by a run in loops, which also says what the logits are.
  private mutating func count(_ small: Network, expected: Double) {
    let counted = small.graph.ownWork.total.multiplyAdds
    // Sums of products of counts, each rounded.
    if abs(counted - expected) > 1e-9 * max(1, expected) {
      faults.append("\(counted) multiply-adds, the gates said \(expected)")
    }
    guard let read = try? small.graph.withoutUnread(), read.nodes.count == small.graph.nodes.count
    else {
      faults.append("layers are left that nothing reads")
      return
    }
    let x = Activations.noise(1, small.graph.input)
    var oracle = GraphOracle(small, training: false)
    let wanted = oracle.output(Batch(x)).values
    if Double(oracle.products) != counted {
      faults.append("\(counted) multiply-adds, \(oracle.products) were done")
    }
    guard let found = try? small.logits(1) else { return }
    let largest = wanted.reduce(1e-6) { max($0, abs($1)) }
    error = zip(found, wanted).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / largest
    if !(error <= Self.tolerance) { faults.append("logits are off by \(error)") }
  }

  private mutating func export(_ small: Network) {
    guard
      let model = try? ONNXModel(
        small, name: "mill", version: "1", input: "", set: .standard, folding: false),
      let check = try? ONNXCheck(model.bytes, of: small)
    else { return }
    isSameInONNX = check.agrees
    if !check.agrees { faults.append("the model in ONNX differs by \(check.maxDifference)") }
  }
}
