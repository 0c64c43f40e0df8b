import Datasets
import Networks
import Training

extension Consensus {
  public func decision(_ network: Network) -> GateDecision? {
    guard !isFinished, !averages.isEmpty else { return nil }
    let projection = projection(network).projection
    return GateDecision(open: projection.open, flips: projection.flips.count)
  }

  /// The decision of the averages, and the same brought onto the target.
  func projection(_ network: Network) -> (before: [Bool], projection: Projection) {
    var open = averages.openness.map { $0 > 0.5 }
    let locked = self.locked(network)
    for gate in locked {
      let at = map.gates[gate]
      guard let module = network.graph.nodes[at.module].gates else { continue }
      open[gate] = (floored[at.module] ?? module.settings)[at.position] == .on
    }
    let floors = GateFloors.all(network, map)
    // A layer whose averages all say shut keeps its strongest channels.
    for (range, least) in floors {
      let missing = least - open[range].count { $0 }
      let shut = range.filter { !open[$0] && !locked.contains($0) }
      let ranked = shut.sorted { averages.logits[$0] > averages.logits[$1] }
      for gate in ranked.prefix(max(0, missing)) { open[gate] = true }
      if !open[range].contains(true) { open[range.lowerBound] = true }
    }
    let readers = GateFloors.readers(of: network.graph, map)
    GateFloors.open(&open, readers, averages.logits, locked: locked)
    let projection = Projection(
      open: open, logits: averages.logits, cost: cost, map: map,
      goal: (1 - options.target) * denseCost, tolerance: Self.tolerance * denseCost,
      floors: floors, readers: readers, locked: locked)
    return (open, projection)
  }

  mutating func freeze(
    _ run: inout Run, _ context: StepContext
  ) throws(Interruption) {
    let (before, projection) = projection(run.network)
    let test = context.dataset.test
    let left = run.network.gatesLeft(since: shrinkage?.wide)
    let observed = try GateObservation.run(
      run.network, on: test, of: context.dataset, for: context.task, stop: context.stop)
    let majority = run.network.fixing(map, before)
    let fixed = run.network.fixing(map, projection.open)
    func evaluate(_ network: Network) throws(Interruption) -> Evaluation {
      try .run(
        network, on: test, of: context.dataset, for: context.task, stop: context.stop)
    }
    let rounded = try evaluate(majority)
    let after = projection.flips.isEmpty ? rounded : try evaluate(fixed)
    freezeReport = FreezeReport(
      position: run.position, agreement: Agreement(openness: observed.openness, map, left: left),
      margin: observed.margin, score: context.task.scores[0],
      dynamicScore: observed.evaluation.mark.value, staticScore: rounded.mark.value,
      projectedScore: after.mark.value,
      shareBefore: cost.total(before.map { $0 ? 1 : 0 }) / denseCost,
      shareAfter: projection.cost / denseCost, gates: map.gates.count + left,
      flips: projection.flips.count)
    share = projection.cost / denseCost
    run.network = fixed
    floored = [:]
    guard options.retire != nil else { return }
    remove(
      Set(projection.open.indices.filter { !projection.open[$0] }.map { map.gates[$0] }),
      from: &run)
  }

  /// Lets gates go that no image has opened for long, as far as the target leaves room.
  mutating func retire(_ run: inout Run, _ context: StepContext) {
    // Blocks alone are too coarse to lose one before the projection has chosen among them.
    guard let epochs = options.retire, run.position.step % 10 == 0,
      map.gates.contains(where: { !$0.isBlock })
    else { return }
    let patience = max(30, Int(epochs * Double(context.stepsPerEpoch)))
    let locked = self.locked(run.network)
    let shut = averages.closedStreak.indices.filter {
      averages.closedStreak[$0] >= patience && !locked.contains($0)
    }
    guard !shut.isEmpty else { return }
    let floors = GateFloors.all(run.network, map)
    let readers = GateFloors.readers(of: run.network.graph, map)
    // Everything that the projection could still open counts as open.
    let settings = run.network.gateModules.flatMap { floored[$0.node] ?? $0.module.settings }
    var open = settings.map { $0 == .off ? 0.0 : 1.0 }
    var leaving: Set<GateMap.Gate> = []
    let least = (1 - options.target + Self.reserve) * denseCost
    for gate in shut.sorted(by: { averages.logits[$0] < averages.logits[$1] }) {
      if let floor = floors.first(where: { $0.range.contains(gate) }),
        open[floor.range].count(where: { $0 == 1 }) <= floor.least
      {
        continue
      }
      open[gate] = 0
      if readers.contains(where: { $0.contains(gate) && !$0.contains { open[$0] == 1 } }) {
        open[gate] = 1
        continue
      }
      if cost.total(open) < least { open[gate] = 1 } else { leaving.insert(map.gates[gate]) }
    }
    guard !leaving.isEmpty else { return }
    remove(leaving, from: &run)
  }

  private mutating func remove(_ gates: Set<GateMap.Gate>, from run: inout Run) {
    guard !gates.isEmpty,
      let result = try? Surgery.removing(closed: gates, from: run.network, droppingGates: false)
    else { return }
    if shrinkage == nil {
      shrinkage = Shrinkage(run.network, result.recipe)
    } else {
      shrinkage?.extend(run.network, by: result.recipe)
    }
    let before = run.network
    let stayed = survivors(before, result.network)
    result.recipe.carry(&run, to: result.network)
    var held: [Int: [GateModule.Setting]] = [:]
    for (node, module) in result.network.gateModules {
      let old = before.graph.index(named: result.network.graph.nodes[node].name)!
      guard let settings = floored[old] else { continue }
      let range = map.range(of: old)
      let places = stayed.filter { range.contains($0) }.map { $0 - range.lowerBound }
      held[node] = places.map { settings[$0] }
      precondition(places.count == module.gateCount)
    }
    floored = held
    map = GateMap(result.network.graph)
    cost = GatedCost(result.network.graph, map, options.cost)
    averages = averages.selecting(stayed)
  }

  /// The old numbers of the gates that are still there, in their new order.
  private func survivors(_ old: Network, _ new: Network) -> [Int] {
    new.gateModules.flatMap { node, module -> [Int] in
      let name = new.graph.nodes[node].name
      guard let (before, wide) = old.graph.gateModule(named: name) else { return [] }
      let first = map.range(of: before).lowerBound
      var places = module.channels.compactMap { wide.channels.firstIndex(of: $0) }
      if module.hasBlockGate { places.append(wide.gateCount - 1) }
      return places.map { first + $0 }
    }
  }
}
