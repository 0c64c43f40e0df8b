import Datasets
import Networks
import Tensors
import Training

/// One training run that finds a consensus sub-network: a reconstruction of Zhi et al., "Learning a
/// Consensus Sub-Network with Polarization Regularization and One Pass Training",
/// arXiv 2302.10798, with a scheduled target and a controller of our own (Docs/Method.md).
///
/// `L = L_task + μ C(ḡ)/C(1) + λ(u) Σ w_i ḡ_i (1 − ḡ_i) (1 + 40 var z_i)`, `w_i = max(s_i, 1/|G|)`,
/// `s_i` a gate's share of the cost, ḡ_i a constant for the gradient of the variance and the
/// variance for that of ḡ_i. At `freeze` of the run every gate becomes a constant, the decision is
/// projected onto the target, and the rest of the run trains the static network.
public struct Consensus: PruningMethod {
  /// Where in the run the polarization begins to rise, and is at its height.
  static let rise = 0.2...0.6
  /// Where in the run the target begins to fall and where it reaches its end. What is cut while the
  /// network can hardly tell its channels apart is missed later.
  static let descentStart = 0.2
  /// Where in the run the target reaches its end.
  static let descentEnd = 0.55
  /// Where in the run, at the latest, what still wavers has to decide, on the target or off it.
  static let settling = 0.6
  /// How long a warm-up may last, and the stretch the target then has to fall.
  static let latestStart = 0.4
  /// The least share of the run that the target gets to fall in.
  static let shortestDescent = 0.2
  /// Where in the run the gates become constants.
  static let freeze = ConsensusSettings.freeze
  /// How strongly the logits of a divided gate are drawn together, as a multiple of the
  /// polarization.
  static let agreement = 20.0
  /// How far the polarization may grow.
  static let largestBoost = 16.0
  /// The share of the run in which it grows from nothing to that.
  static let growth = 0.2
  /// The projection stops this near the target, as a share of the dense cost.
  static let tolerance = Projection.tolerance
  /// An excess from which the integral of static gates waits.
  static let farExcess = 0.1
  /// Retirement keeps at least this above the target, so that the projection can still choose.
  static let reserve = 0.02

  /// What was asked of it.
  let options: ConsensusSettings
  /// The horizon in epochs that was typed; nil takes the first `train`'s.
  let over: Double?
  /// The stretch of training that its schedules run along, in batches; empty before the first.
  let horizon: Horizon
  public let hasBegun: Bool
  /// The cost of the network with everything open, before anything left.
  var denseCost: Double
  /// The gates of the network at hand; fewer after each retirement.
  var map: GateMap
  /// The cost of that network as a function of its gates.
  var cost: GatedCost
  /// What its gates did lately, in the order of `map`.
  var averages: GateAverages
  /// Finds μ, the price of cost.
  var controller = CostController()
  /// What multiplies the polarization's strength.
  var boost = 1.0
  /// The share of the dense cost the last batch would have needed.
  public internal(set) var share = 1.0
  /// What was true at the freeze; nil before it.
  var freezeReport: FreezeReport?
  /// What left while training.
  public internal(set) var shrinkage: Shrinkage?
  /// The settings by hand of modules whose last channels are held open.
  var floored: [Int: [GateModule.Setting]] = [:]
  /// Gates before anything left.
  var originalGates: Int
  private(set) var batch: (means: [Double], logits: [Double])?

  /// A method that sets out on `network` along `horizon`.
  ///
  /// - Precondition: the network has gates, and the target can be met
  ///   (`PreparedNetwork.largestCut`).
  init(
    _ network: Network, _ options: ConsensusSettings, over: Double? = nil, horizon: Horizon
  ) {
    self.init(network, options, over: over, along: horizon)
  }

  /// A method that waits for the next `train`.
  init(asking options: ConsensusSettings, over: Double?) {
    let nothing = Network(Graph(input: Shape(1)), seed: 0)
    self.init(nothing, options, over: over, along: nil)
  }

  private init(
    _ network: Network, _ options: ConsensusSettings, over: Double?, along horizon: Horizon?
  ) {
    self.options = options
    self.over = over
    self.horizon = horizon ?? Horizon(start: 0, steps: 0)
    hasBegun = horizon != nil
    map = GateMap(network.graph)
    cost = GatedCost(network.graph, map, options.cost)
    denseCost = cost.open
    averages = GateAverages(count: map.gates.count)
    originalGates = map.gates.count
  }

  public mutating func begin(_ network: Network, _ horizon: Horizon) {
    self = Consensus(network, options, over: over, horizon: horizon)
  }

  public mutating func reset() { self = Consensus(asking: options, over: over) }

  public var isFinished: Bool { freezeReport != nil }

  public var report: MethodReport? { freezeReport.map { .freeze($0) } }

  /// Gates travel from open to shut in about 200 steps at 0.01; a short search hurries them.
  public var gateRate: Double {
    GateOptimizer.rate * min(4, max(1, 420 / (options.freeze * Double(max(1, horizon.steps)))))
  }

  /// The target along the run; it begins to fall after the warm-up, and always early enough to end
  /// before the freeze.
  func schedule(_ stepsPerEpoch: Int, horizonSteps: Int? = nil) -> TargetSchedule {
    let warmup = options.warmup.map {
      $0 * Double(stepsPerEpoch) * scale / Double(max(1, horizonSteps ?? horizon.steps))
    }
    let start = min(warmup ?? Self.descentStart, Self.latestStart)
    return TargetSchedule(
      remaining: 1 - options.target, start: start,
      end: max(start + Self.shortestDescent, Self.descentEnd))
  }

  /// How far the run has come, on a scale on which the freeze is at `Consensus.freeze`.
  func progress(of run: Run) -> Double { progress(at: run.position.step) }

  func progress(at step: Int) -> Double { min(1, horizon.progress(at: step) * scale) }

  private var scale: Double { Self.freeze / options.freeze }

  // Steps

  public mutating func prepare(
    _ run: inout Run, _ context: StepContext
  ) throws(Interruption) {
    guard !isFinished else { return }
    let progress = progress(of: run)
    if progress >= Self.freeze {
      try freeze(&run, context)
    } else {
      retire(&run, context)
      hold(&run)
    }
  }

  public mutating func addPenalty(_ pass: Pass, _ run: Run, _ context: StepContext) -> Double {
    batch = nil
    guard !isFinished, !pass.gates.isEmpty else { return 0 }
    let progress = progress(of: run)
    let means = pass.gates.map { $0.means }
    let g = means.flatMap { $0 }
    let logits = pass.gates.flatMap { $0.logits.channelMeans() }
    share = cost.total(g) / denseCost
    let excess = share - schedule(context.stepsPerEpoch).value(at: progress)
    controller.update(excess: excess, holdsIntegral: holdsIntegral(run, logits, excess: excess))
    moveBoost(at: progress, excess: excess)
    let polarized =
      options.polarization == .soft
      ? pass.gates.flatMap { $0.openness.channelMeans() } : g
    let strength = options.polarization == .off ? 0 : self.strength(at: progress)
    let agreement = options.agreement ?? Self.agreement
    let weights = self.weights
    var slopes = cost.slopes(g).map { controller.price * $0 / denseCost }
    var penalty = controller.price * share
    for i in slopes.indices {
      slopes[i] += strength * weights[i] * slope(of: i, polarized[i])
      penalty += strength * weights[i] * polarized[i] * (1 - polarized[i])
    }
    var first = 0
    for (record, means) in zip(pass.gates, means) {
      record.accumulate(slopes: Array(slopes[first..<first + means.count]))
      if strength * agreement > 0 {
        penalty += record.agree(
          means.enumerated().map { gate, mean in
            agreement * strength * weights[first + gate] * 4 * mean * (1 - mean)
          }, around: Array(logits[first..<first + means.count]))
      }
      first += means.count
    }
    batch = (g, logits)
    return penalty
  }

  public mutating func finish(_ pass: Pass, _ run: inout Run, _ context: StepContext) {
    guard let batch else { return }
    averages.add(openness: batch.means, logits: batch.logits)
  }

  /// λ at `progress`: zero, then a slow ramp that the controller can answer, times the boost.
  func strength(at progress: Double) -> Double {
    let span = Self.rise.upperBound - Self.rise.lowerBound
    return options.strength * boost * min(max((progress - Self.rise.lowerBound) / span, 0), 1)
  }

  /// d(ḡ(1 − ḡ))/dḡ = 1 − 2ḡ; as the boost grows, at least `1 − 1/boost` towards the running
  /// majority, because where images disagree evenly the derivative is zero and decides nothing.
  private func slope(of gate: Int, _ mean: Double) -> Double {
    let plain = 1 - 2 * mean
    guard boost > 1 else { return plain }
    let majority = 1 - 2 * averages.openness[gate]
    let least = 1 - 1 / boost
    return majority < 0 ? min(plain, -least) : max(plain, least)
  }

  /// While the cost is on its target the polarization may grow: there it is no barrier any more.
  /// Off the target it falls back, until the gates have to settle: a point of cost that is left
  /// over then is the projection's, a gate that wavers would be nobody's.
  private mutating func moveBoost(at progress: Double, excess: Double) {
    guard progress >= Self.rise.lowerBound else { return }
    let stretch = Self.growth / scale * Double(max(1, horizon.steps))
    let factor = Elementary.exp(Elementary.log(Self.largestBoost) / stretch)
    let isOnTarget = abs(excess) <= Self.tolerance && progress >= Self.descentEnd * 0.8
    let grows = isOnTarget || progress >= Self.settling
    boost = min(max(grows ? boost * factor : boost / factor, 1), Self.largestBoost)
  }

  /// A gate's share of the cost with everything open, at least that of an average gate.
  var weights: [Double] {
    let all = cost.slopes(Array(repeating: 1, count: map.gates.count))
    let least = 1 / Double(max(1, originalGates))
    return all.map { max($0 / denseCost, least) }
  }

  /// Static gates have little that tells them apart, and travel together: the integral, which would
  /// wind up on the way and shut them all, waits until they arrive.
  private func holdsIntegral(_ run: Run, _ logits: [Double], excess: Double) -> Bool {
    run.network.gateModules.contains { $0.module.kind == .static }
      && Self.travel(logits, excess: excess)
  }

  /// Whether the cost is far from its target, or no gate near enough to its threshold to answer.
  static func travel(_ logits: [Double], excess: Double) -> Bool {
    abs(excess) > farExcess || !logits.contains { $0 < 0.5 }
  }

  /// Holds the last channels of a layer open while too few others are.
  mutating func hold(_ run: inout Run) {
    for (node, module) in run.network.gateModules where !module.channels.isEmpty {
      let first = map.range(of: node).lowerBound
      let gates = first..<first + module.channels.count
      let least = min(GateFloors.least(of: module.originalCount), gates.count)
      let base = floored[node] ?? module.settings
      let open = gates.count { averages.logits[$0] > 0.25 && averages.openness[$0] > 0.5 }
      var settings = base
      if open <= least {
        let ranked = gates.sorted { averages.logits[$0] > averages.logits[$1] }
        for gate in ranked.prefix(least) where base[gate - first] == .free {
          settings[gate - first] = .on
        }
        floored[node] = base
      } else {
        floored[node] = nil
      }
      run.network = run.network.setting(gatesOf: node, to: settings)
    }
  }

  /// The network with the gates that a floor holds open as they were set by hand.
  public func released(_ network: Network) -> Network {
    floored.reduce(network) { $0.setting(gatesOf: $1.key, to: $1.value) }
  }

  /// Gates set by hand keep their setting.
  func locked(_ network: Network) -> Set<Int> {
    var result: Set<Int> = []
    for (node, module) in network.gateModules {
      let first = map.range(of: node).lowerBound
      let settings = floored[node] ?? module.settings
      for (position, setting) in settings.enumerated() where setting != .free {
        result.insert(first + position)
      }
    }
    return result
  }
}
