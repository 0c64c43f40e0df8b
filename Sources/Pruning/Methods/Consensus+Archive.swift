import Networks
import Training

extension Consensus {
  /// Everything of the method but its networks' numbers.
  public struct State: Codable, Sendable {
    var options: ConsensusSettings
    var over: Double?
    /// Nil before the first batch.
    var course: Course?
  }

  /// How far a run has come.
  struct Course: Codable, Sendable {
    var horizon: Horizon
    var denseCost: Double
    var averages: GateAverages
    var controller: CostController
    var boost: Double
    var share: Double
    var freezeReport: FreezeReport?
    var floored: [String: [UInt8]]
    /// How the network came from the wide one, where channels have left.
    var recipe: Recipe?
  }

  public func state(_ network: Network) -> State {
    guard hasBegun else { return State(options: options, over: over) }
    let held = floored.map { node, settings in
      (network.graph.nodes[node].name, settings.map { $0.rawValue })
    }
    return State(
      options: options, over: over,
      course: Course(
        horizon: horizon, denseCost: denseCost, averages: averages, controller: controller,
        boost: boost, share: share, freezeReport: freezeReport,
        floored: Dictionary(uniqueKeysWithValues: held), recipe: shrinkage?.recipe))
  }

  public init(
    _ state: State, named name: String, _ network: Network, wide: Network?
  ) throws(PruningError) {
    guard state.options.isPossible else { throw .outOfRange }
    guard let course = state.course else {
      self.init(asking: state.options, over: state.over)
      return
    }
    guard course.horizon.isPossible, course.averages.isPossible else { throw .outOfRange }
    self.init(network, state.options, over: state.over, horizon: course.horizon)
    guard course.averages.count == map.gates.count else {
      throw PruningError("bad-file", "gates and network do not belong together")
    }
    denseCost = course.denseCost
    averages = course.averages
    controller = course.controller
    boost = course.boost
    share = course.share
    freezeReport = course.freezeReport
    floored = try Self.floored(course.floored, network)
    guard let recipe = course.recipe else { return }
    let shrinkage = try Shrinkage(restoring: recipe, network, wide: wide)
    self.shrinkage = shrinkage
    originalGates = GateMap(shrinkage.wide.graph).gates.count
  }

  private static func floored(
    _ raw: [String: [UInt8]], _ network: Network
  ) throws(PruningError) -> [Int: [GateModule.Setting]] {
    var floored: [Int: [GateModule.Setting]] = [:]
    for (name, raw) in raw {
      let settings = raw.compactMap { GateModule.Setting(rawValue: $0) }
      guard let (node, module) = network.graph.gateModule(named: name),
        settings.count == module.gateCount
      else { throw PruningError("bad-file", "there are no gates ‘\(name)’") }
      floored[node] = settings
    }
    return floored
  }
}
