import Networks
import Training

/// Every layer with an equal share of its channels from the first batch on: the network that a
/// person would have typed instead of pruning, drawn as `network` draws it. What any method has to
/// be better than.
public struct Uniform: ChannelMethod {
  public struct State: Codable, Sendable {
    var request: PruningRequest
    /// Nil for single layers.
    var granularity: GateAttachment.Granularity?
    var course: Course?
  }

  /// How far a run has come.
  struct Course: Sendable, Codable {
    var horizon: Horizon
    var denseCost: Double
    var report: CutReport?
    var recipe: Recipe?
  }

  /// The lines of `methods` and `help prune uniform`.
  static let description = MethodDescription(
    "uniform", "every layer narrower by the same share, from the first batch on",
    source: "a control; He et al., AMC, 2018, call it uniform", removes: .channels,
    subject: .channels, decides: "before the first batch", needsUntrained: true,
    options: [granularityOption],
    figures: [.removed, .asked],
    details: """
      Before the first batch every layer loses the same share of its channels, and the narrow \
      network starts from the weights that ‘network’ would have drawn for it. Widths are whole \
      numbers: where no equal share meets the target, the nearest one is taken and reported.
      """,
    examples: ["prune uniform target=50% of=macs"], type: Uniform.self
  ) { request, arguments throws(PruningError) in Uniform(request, granularity(arguments)) }

  public let request: PruningRequest
  public let granularity: GateAttachment.Granularity
  private var course: Course?
  public private(set) var shrinkage: Shrinkage?

  init(_ request: PruningRequest, _ granularity: GateAttachment.Granularity = .channel) {
    self.request = request
    self.granularity = granularity
  }

  public var name: String { Self.description.name }
  public var settings: [MethodSetting] {
    [
      .init(
        "granularity", .word(granularity.rawValue), granularity == .group ? "group" : nil)
    ]
  }
  public var hasBegun: Bool { course != nil }
  public var isFinished: Bool { course?.report != nil }
  public var share: Double { course?.report?.shareAfter ?? 1 }
  public var report: MethodReport? { course?.report.map { .cut($0) } }

  public mutating func begin(_ network: Network, _ horizon: Horizon) {
    shrinkage = nil
    course = Course(horizon: horizon, denseCost: request.cost.total(network.graph.ownWork))
  }

  public mutating func reset() {
    shrinkage = nil
    course = nil
  }

  public mutating func prepare(_ run: inout Run, _ context: StepContext) throws(Interruption) {
    guard var course, course.report == nil else { return }
    defer { self.course = course }
    func end(_ obstacle: CutReport.Obstacle) -> CutReport {
      CutReport(position: run.position, shareAfter: 1, removed: 0, channels: 0, obstacle: obstacle)
    }
    guard let ranking = try? ChannelRanking(run.network, request.cost, wide: nil, granularity)
    else {
      course.report = end(.noLayer)
      return
    }
    let open = ranking.equalShares(
      goal: (1 - (request.target ?? 0)) * course.denseCost, middle: granularity == .group)
    guard let result = try? ranking.removing(open) else {
      course.report = end(.notRemovable)
      return
    }
    shrinkage = Shrinkage(ranking.gated, result.recipe)
    run.network = Network(result.network.graph, seed: context.seed)
    run.optimizerState = OptimizerState(run.network)
    run.companions = [:]
    course.report = CutReport(
      position: run.position,
      shareAfter: ranking.total(open) / course.denseCost,
      removed: open.count { !$0 }, channels: open.count)
  }

  public func account(_ run: Run, _ context: StepContext) -> MethodAccount? {
    guard isFinished else { return nil }
    return MethodAccount([
      AccountFigure.removed.key: 1 - share, AccountFigure.asked.key: request.target ?? 0,
    ])
  }

  public func derivation(
    at position: Position, stepsPerEpoch: Int, dense: Double
  ) -> [DerivationStep] {
    request.derivation(dense: dense) + [
      .formula("channels of a layer", "share × channels, rounded; one share for all layers"),
      .values(
        "1 − \(percent: share, digits: 2) = \(percent: 1 - share, digits: 2) removed",
        result: .init(1 - share, key: "removed")),
    ]
  }

  public func state(_ network: Network) -> State {
    var course = course
    course?.recipe = shrinkage?.recipe
    return State(
      request: request, granularity: granularity == .group ? .group : nil, course: course)
  }

  public init(
    _ state: State, named name: String, _ network: Network, wide: Network?
  ) throws(PruningError) {
    guard (0...1).contains(state.request.target ?? -1), state.course?.horizon.isPossible ?? true
    else { throw .outOfRange }
    self.init(state.request, state.granularity ?? .channel)
    course = state.course
    guard let recipe = state.course?.recipe else { return }
    shrinkage = try Shrinkage(restoring: recipe, network, wide: wide)
  }
}

extension ChannelRanking {
  /// The first channels of each layer, or those in the middle, of every layer the same share,
  /// rounded; the share whose cost is nearest to `goal`.
  fileprivate func equalShares(goal: Double, middle: Bool) -> [Bool] {
    let widths = floors.map(\.range.count)
    func open(_ share: Double) -> [Bool] {
      keeping(middle: middle) { channels, least in
        max(least, Int((Double(channels) * share).rounded()))
      }
    }
    // Between two neighbours of these no width changes.
    let turns = Set(
      widths.flatMap { width in (0..<width).map { (Double($0) + 0.5) / Double(width) } })
    let shares = zip([0] + turns.sorted(), turns.sorted() + [1]).map { ($0 + $1) / 2 }
    var (low, high) = (0, shares.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if total(open(shares[middle])) <= goal { low = middle } else { high = middle - 1 }
    }
    let next = min(low + 1, shares.count - 1)
    let isNext = abs(total(open(shares[next])) - goal) < abs(total(open(shares[low])) - goal)
    return open(shares[isNext ? next : low])
  }
}
