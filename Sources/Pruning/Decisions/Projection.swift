/// Brings a decision about every gate onto the target with few flips of gates that hardly cared.
///
/// One channel, or two, that bring the cost within the tolerance are taken at once, those with the
/// smallest |mean logit|. Where there are none and the gap is wide, the cheapest single flip goes
/// first: its price is `|mean logit| / (what the gap loses)`, so that the benefit saturates where
/// the gap closes. Only moves that bring the cost nearer count, and block gates move only when no
/// channel helps; blocks alone take the nearest reachable cost.
public struct Projection: Sendable {
  /// The decision after all flips.
  public private(set) var open: [Bool]
  /// The gates whose decision changed.
  public private(set) var flips: [Int] = []
  /// C of the decision, in what the target counts.
  public private(set) var cost: Double

  /// Stops this near a target, as a share of the dense cost.
  public static let tolerance = 0.01

  /// Within so many tolerances only moves that end within one are made.
  public static let reach = 1.8

  let logits: [Double]
  let model: GatedCost
  let goal: Double
  let locked: Set<Int>
  private let map: GateMap
  private let tolerance: Double
  private let floors: [(range: Range<Int>, least: Int)]
  private let readers: [Set<Int>]

  /// - Parameters:
  ///   - open: the decision before, floors and readers kept.
  ///   - logits: mean logits, what a flip overrides.
  ///   - goal: the cost to meet; reached where the distance is at most `tolerance`.
  ///   - floors: gates of which so many must stay open.
  ///   - readers: gates of which one must stay open, by layer that reads them.
  ///   - locked: gates that keep their setting.
  public init(
    open: [Bool], logits: [Double], cost: GatedCost, map: GateMap, goal: Double,
    tolerance: Double, floors: [(range: Range<Int>, least: Int)], readers: [Set<Int>] = [],
    locked: Set<Int> = []
  ) {
    self.open = open
    self.logits = logits
    model = cost
    self.map = map
    self.goal = goal
    self.tolerance = tolerance
    self.floors = floors
    self.readers = readers
    self.locked = locked
    self.cost = cost.total(open.map { $0 ? 1 : 0 })
    while abs(gap) > tolerance, let gates = move() {
      for gate in gates { self.open[gate].toggle() }
      self.cost = cost.total(self.open.map { $0 ? 1 : 0 })
    }
    if abs(gap) > tolerance, map.gates.allSatisfy({ $0.isBlock }), let nearest = nearest(to: open) {
      self.open = nearest
      self.cost = cost.total(nearest.map { $0 ? 1 : 0 })
    }
    flips = open.indices.filter { open[$0] != self.open[$0] }
  }

  var gap: Double { cost - goal }

  /// A move that lands, or one towards the goal from afar; near it more flips would cost more than
  /// they bring.
  private func move() -> [Int]? {
    let changes = model.changes(open)
    if let gates = landing(changes) { return gates }
    guard abs(gap) > Self.reach * tolerance else { return nil }
    return single(changes, blocks: false) ?? exchange(changes) ?? single(changes, blocks: true)
  }

  /// Whether a move that leaves the gap `next` brings the cost nearer.
  private func helps(_ next: Double) -> Bool { abs(next) < abs(gap) - 1e-9 * abs(goal) }

  /// The gates that may flip, without what a floor holds.
  private func candidates(opening: Bool, blocks: Bool) -> [Int] {
    open.indices.filter { gate in
      open[gate] != opening && map.gates[gate].isBlock == blocks && !locked.contains(gate)
        && (opening || mayClose([gate]))
    }
  }

  private func mayClose(_ gates: [Int]) -> Bool {
    floors.allSatisfy { floor in
      let closing = gates.count { floor.range.contains($0) && open[$0] }
      return closing == 0 || open[floor.range].count { $0 } - closing >= floor.least
    }
      && readers.allSatisfy { reader in
        let closing = gates.count { open[$0] && reader.contains($0) }
        return closing == 0 || reader.count { open[$0] } > closing
      }
  }

  /// The cheapest single flip that helps.
  private func single(_ changes: [Double], blocks: Bool) -> [Int]? {
    var best: (gate: Int, price: Double)?
    for gate in candidates(opening: gap < 0, blocks: blocks) {
      let next = gap + changes[gate]
      guard helps(next) else { continue }
      let price = (abs(logits[gate]) + 1e-6) / (abs(gap) - abs(next))
      if price < best?.price ?? .infinity { best = (gate, price) }
    }
    return best.map { [$0.gate] }
  }

  /// One channel or two whose flips bring the cost within the tolerance.
  private func landing(_ changes: [Double]) -> [Int]? {
    let gates = undecided(changes)
    let one = gates.filter { abs(gap + changes[$0]) <= tolerance }
    if let gate = one.min(by: { abs(logits[$0]) < abs(logits[$1]) }) { return [gate] }
    return pair(of: gates, changes, within: tolerance) { abs($0) <= tolerance }
  }

  /// Two channels that help together where none does alone.
  private func exchange(_ changes: [Double]) -> [Int]? {
    pair(of: undecided(changes), changes, within: abs(gap), where: helps)
  }

  /// Of the channels of a module that cost the same, the two with the smallest logits, both ways.
  private func undecided(_ changes: [Double]) -> [Int] {
    var taken: [[Double]: Int] = [:]
    let all = candidates(opening: false, blocks: false) + candidates(opening: true, blocks: false)
    return all.sorted { (abs(logits[$0]), $0) < (abs(logits[$1]), $1) }.filter { gate in
      let kind = [Double(map.gates[gate].module), changes[gate]]
      taken[kind, default: 0] += 1
      return changes[gate] != 0 && taken[kind]! <= 2
    }
  }

  /// The pair with the smallest logits that leaves a gap as asked for.
  ///
  /// - Parameter limit: no good gap is wider.
  private func pair(
    of gates: [Int], _ changes: [Double], within limit: Double,
    where isGood: (_ gap: Double) -> Bool
  ) -> [Int]? {
    var pairs: [(first: Int, second: Int, price: Double)] = []
    for (place, first) in gates.enumerated() {
      for second in gates[(place + 1)...] {
        // What the two change together is no more than the lesser of them changes alone; the exact
        // gap is looked at below.
        let estimate = gap + changes[first] + changes[second]
        let together = min(abs(changes[first]), abs(changes[second]))
        guard abs(estimate) < abs(gap), abs(estimate) <= limit + together else { continue }
        pairs.append((first, second, abs(logits[first]) + abs(logits[second])))
      }
    }
    pairs.sort { ($0.price, $0.first, $0.second) < ($1.price, $1.first, $1.second) }
    var g = open.map { $0 ? 1.0 : 0.0 }
    for (first, second, _) in pairs {
      let both = [first, second]
      for gate in both { g[gate] = 1 - g[gate] }
      defer { for gate in both { g[gate] = 1 - g[gate] } }
      if isGood(model.total(g) - goal), mayClose(both) { return both }
    }
    return nil
  }
}
