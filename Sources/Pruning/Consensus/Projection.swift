/// Brings a decision about every gate onto the target with few flips of gates that hardly cared.
///
/// Greedy: a flip's price is `|mean logit| / min(change of cost, |gap|)`, so that the benefit
/// saturates where the gap closes and one fitting flip beats many tiny ones; only flips that bring
/// the cost nearer count, and block gates move only when no channel helps.
public struct Projection: Sendable {
  /// The decision after all flips.
  public var open: [Bool]
  public var flips: [Int] = []
  public var cost: Double

  /// - Parameters:
  ///   - open: the decision before.
  ///   - logits: mean logits, what a flip overrides.
  ///   - goal: the cost to meet; reached where the distance is at most `tolerance`.
  ///   - floors: gates of which so many must stay open.
  ///   - locked: gates that keep their setting.
  public init(
    open: [Bool], logits: [Double], cost: GatedCost, map: GateMap, goal: Double,
    tolerance: Double, floors: [(range: Range<Int>, least: Int)], locked: Set<Int> = []
  ) {
    self.open = open
    var g = open.map { $0 ? 1.0 : 0.0 }
    self.cost = cost.total(g)
    while abs(self.cost - goal) > tolerance {
      let gap = self.cost - goal
      let slopes = cost.slopes(g)
      var best: (gate: Int, price: Double, isBlock: Bool)?
      for gate in g.indices where !locked.contains(gate) && (self.open[gate] == (gap > 0)) {
        let change = self.open[gate] ? -slopes[gate] : slopes[gate]
        guard abs(gap + change) < abs(gap) - 1e-9 * abs(goal) else { continue }
        if self.open[gate], !Self.mayClose(gate, self.open, floors) { continue }
        let price = (abs(logits[gate]) + 1e-6) / min(abs(change), abs(gap))
        let isBlock = map.gates[gate].isBlock
        if let best, best.isBlock == isBlock ? best.price <= price : !best.isBlock { continue }
        best = (gate, price, isBlock)
      }
      guard let chosen = best?.gate else { break }
      self.open[chosen].toggle()
      g[chosen] = self.open[chosen] ? 1 : 0
      flips.append(chosen)
      self.cost = cost.total(g)
    }
  }

  private static func mayClose(
    _ gate: Int, _ open: [Bool], _ floors: [(range: Range<Int>, least: Int)]
  ) -> Bool {
    for floor in floors where floor.range.contains(gate) {
      return open[floor.range].count { $0 } > floor.least
    }
    return true
  }
}
