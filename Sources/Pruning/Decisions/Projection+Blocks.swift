extension Projection {
  /// The search is left out where blocks of different prices make more costs than this.
  private static let searchLimit = 1_000_000.0

  /// Blocks that cost the same, those that want most to be open first.
  private struct Group {
    var slope: Double
    var gates: [Int]
  }

  /// Of blocks alone the cost is a sum: the decision with the nearest cost, among those the one
  /// that is the fewest flips away from `before`; nil where nothing is nearer than now.
  func nearest(to before: [Bool]) -> [Bool]? {
    let groups = groups(before)
    guard groups.reduce(1, { $0 * Double($1.gates.count + 1) }) <= Self.searchLimit else {
      return nil
    }
    let fixed = model.total(open.indices.map { locked.contains($0) && open[$0] ? 1 : 0 })
    let opened = groups.map { group in group.gates.count { before[$0] } }
    let grain = 1e-9 * abs(goal)
    var best = (distance: abs(gap) - grain, flips: Int.max, counts: [Int]?.none)
    Self.visit(groups.map { $0.gates.count }) { counts in
      let sum = zip(groups, counts).reduce(fixed) { $0 + $1.0.slope * Double($1.1) }
      let distance = abs(sum - goal)
      let flips = zip(counts, opened).reduce(0) { $0 + abs($1.0 - $1.1) }
      let isEqual = best.counts != nil && abs(distance - best.distance) <= grain
      if isEqual ? flips < best.flips : distance < best.distance {
        best = (distance, flips, counts)
      }
    }
    guard let counts = best.counts else { return nil }
    var result = open
    for (group, kept) in zip(groups, counts) {
      for (place, gate) in group.gates.enumerated() { result[gate] = place < kept }
    }
    return result
  }

  private func groups(_ before: [Bool]) -> [Group] {
    let slopes = model.slopes(open.map { $0 ? 1 : 0 })
    var groups: [Group] = []
    let free = open.indices.filter { !locked.contains($0) }
    for gate in free.sorted(by: { (slopes[$1], $0) < (slopes[$0], $1) }) {
      if let last = groups.last, abs(last.slope - slopes[gate]) <= 1e-9 * last.slope {
        groups[groups.count - 1].gates.append(gate)
      } else {
        groups.append(Group(slope: slopes[gate], gates: [gate]))
      }
    }
    func wish(_ gate: Int) -> Double { before[gate] ? abs(logits[gate]) : -abs(logits[gate]) }
    for place in groups.indices {
      groups[place].gates.sort { (wish($1), $0) < (wish($0), $1) }
    }
    return groups
  }

  /// Every way to take 0 … n of each.
  private static func visit(_ limits: [Int], _ body: ([Int]) -> Void) {
    var counts = limits.map { _ in 0 }
    while true {
      body(counts)
      guard let place = counts.indices.first(where: { counts[$0] < limits[$0] }) else { return }
      for lower in 0..<place { counts[lower] = 0 }
      counts[place] += 1
    }
  }
}
