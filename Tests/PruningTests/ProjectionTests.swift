import Costs
import Networks
import Tensors
import Testing

@testable import Pruning

/// Decisions brought onto a target.
@Suite struct ProjectionTests {
  struct Problem: Sendable {
    var map: GateMap
    var cost: GatedCost
    var open: [Bool]
    var logits: [Double]
    var goal: Double
    var floors: [(range: Range<Int>, least: Int)]
    var locked: Set<Int>
    var tolerance: Double { 0.01 * cost.open }

    func projection(locked more: Set<Int> = []) -> Projection {
      Projection(
        open: open, logits: logits, cost: cost, map: map, goal: goal, tolerance: tolerance,
        floors: floors, locked: locked.union(more))
    }

    func total(_ open: [Bool]) -> Double { cost.total(open.map { $0 ? 1 : 0 }) }

    func keepsFloors(_ open: [Bool]) -> Bool {
      floors.allSatisfy { floor in open[floor.range].count { $0 } >= floor.least }
    }
  }

  /// Networks of random sizes under random gates, decisions, logits, goals and locks.
  static func problem(_ seed: UInt64) throws -> Problem {
    let random = Generator(seed: seed, stream: .trial)
    func size(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      range.lowerBound + random.integer(index, below: range.count)
    }
    let graph: Graph
    switch seed % 5 {
    case 0: graph = Nets.mlp([size(0, 4...40), size(1, 4...40)], input: Shape(size(2, 2...20)))
    case 1: graph = Nets.convnet(width: Double(size(3, 2...16)) / 16)
    case 2: graph = Nets.inception()
    default: graph = Nets.resnet(width: Double(size(4, 2...16)) / 16)
    }
    let gating: Nets.Gating = seed % 5 == 3 ? .both : seed % 10 == 4 ? .blocks : .channels
    let network = try Network(graph, seed: 1).gated(gating)
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, Self.kind(seed))
    let least = GateFloors.smallestCost(network, map, cost)
    return Problem(
      map: map, cost: cost, open: Decisions.random(network, map, seed: seed + 1000),
      logits: map.gates.indices.map { 2 * Double(random.normal(100 + $0)) },
      goal: least + (cost.open - least) * Double(random.uniform(5)),
      floors: GateFloors.all(network, map),
      locked: seed % 3 == 0
        ? Set(map.gates.indices.filter { random.uniform(10_000 + $0) < 0.1 }) : [])
  }

  /// Every third in joules, on one device after the other.
  private static func kind(_ seed: UInt64) -> CostKind {
    guard seed % 3 == 2 else { return seed % 2 == 0 ? .macs : .connections }
    let devices = DeviceCatalog.all.filter { $0.purpose == .inference }
    let device = devices[Int(seed / 3) % devices.count]
    return .joules(EnergyModel(device), batch: seed % 4 == 0 ? 1 : 32)
  }

  @Test(arguments: 0..<300 as Range<UInt64>) func holdsItsPromises(_ seed: UInt64) throws {
    let problem = try Self.problem(seed)
    let result = problem.projection()
    let before = abs(problem.total(problem.open) - problem.goal)
    let after = abs(result.cost - problem.goal)
    #expect(result.cost == problem.total(result.open))
    #expect(after <= before)
    #expect(result.flips == problem.open.indices.filter { result.open[$0] != problem.open[$0] })
    #expect(result.flips.allSatisfy { !problem.locked.contains($0) })
    #expect(problem.keepsFloors(result.open))
    if before <= problem.tolerance { #expect(result.flips.isEmpty) }
    // Where it stops outside its reach, no single flip would have helped.
    if after > Projection.reach * problem.tolerance {
      for gate in problem.open.indices where !problem.locked.contains(gate) {
        var next = result.open
        next[gate].toggle()
        guard problem.keepsFloors(next) else { continue }
        #expect(abs(problem.total(next) - problem.goal) >= after * (1 - 1e-6))
      }
    }
  }

  /// One flip where one channel lands within the tolerance, the one that cared least.
  @Test(arguments: 0..<150 as Range<UInt64>) func prefersOneFittingFlip(_ seed: UInt64) throws {
    let problem = try Self.problem(seed)
    guard abs(problem.total(problem.open) - problem.goal) > problem.tolerance else { return }
    let fitting = problem.open.indices.filter { gate in
      var next = problem.open
      next[gate].toggle()
      return !problem.map.gates[gate].isBlock && !problem.locked.contains(gate)
        && problem.keepsFloors(next)
        && abs(problem.total(next) - problem.goal) <= problem.tolerance
    }
    guard let cheapest = fitting.min(by: { abs(problem.logits[$0]) < abs(problem.logits[$1]) })
    else { return }
    #expect(problem.projection().flips == [cheapest])
  }

  /// Where channels alone come within reach of the goal, no block moves.
  @Test(arguments: Array(stride(from: UInt64(3), to: 300, by: 5)))
  func blocksMoveLast(_ seed: UInt64) throws {
    let problem = try Self.problem(seed)
    let blocks = Set(problem.map.gates.indices.filter { problem.map.gates[$0].isBlock })
    let alone = problem.projection(locked: blocks)
    guard abs(alone.cost - problem.goal) <= Projection.reach * problem.tolerance else { return }
    #expect(problem.projection().flips == alone.flips)
  }

  /// Blocks alone take the nearest of all reachable costs, unless they are on the goal already.
  @Test(arguments: Array(stride(from: UInt64(4), to: 400, by: 10)))
  func blocksAloneTakeTheNearest(_ seed: UInt64) throws {
    let problem = try Self.problem(seed)
    let free = problem.map.gates.indices.filter { !problem.locked.contains($0) }
    var nearest = Double.infinity
    for bits in 0..<(1 << free.count) {
      var open = problem.open
      for (place, gate) in free.enumerated() { open[gate] = bits >> place & 1 == 1 }
      nearest = min(nearest, abs(problem.total(open) - problem.goal))
    }
    let found = abs(problem.projection().cost - problem.goal)
    #expect(found <= max(nearest * (1 + 1e-6), problem.tolerance))
  }

  /// A goal out of reach is approached as far as the floors allow.
  @Test(arguments: Nets.all) func stopsAtTheFloors(_ test: Nets.Case) throws {
    let network = try test.network()
    let map = GateMap(network.graph)
    let cost = GatedCost(network.graph, map, .connections)
    let result = Projection(
      open: map.gates.map { _ in true }, logits: map.gates.map { _ in 2 }, cost: cost, map: map,
      goal: 0, tolerance: 1e-6 * cost.open, floors: GateFloors.all(network, map))
    let least = GateFloors.smallestCost(network, map, cost)
    #expect(abs(result.cost - least) <= 1e-6 * cost.open)
    #expect(abs(GateFloors.largestCut(network, .connections) - (1 - least / cost.open)) < 1e-12)
  }
}
