import Networks
import Tensors
import Training

/// Channels leave by a criterion, at once or step by step; the rest of the horizon trains what is
/// left. One of these for every criterion (`prune magnitude`), and `prune gradual by=`.
public struct ChannelSelection: ChannelMethod {
  /// What was asked besides the target.
  struct Options: Sendable, Equatable, Codable {
    var criterion: String
    var scope: SelectionScope
    var schedule: CutSchedule
    /// Of the criterion's own term; nil without one.
    var strength: Double?
    /// Nil for single layers.
    var granularity: GateAttachment.Granularity?
  }

  /// How far a run has come.
  struct Course: Sendable, Codable {
    var horizon: Horizon
    var denseCost: Double
    var share = 1.0
    var report: CutReport?
    /// Channels that left, of all that could at the start.
    var removed = 0
    var channels = 0
    var recipe: Recipe?

    /// Ends without another cut.
    mutating func end(at position: Position, _ obstacle: CutReport.Obstacle) {
      report = CutReport(
        position: position, shareAfter: share, removed: removed, channels: channels,
        obstacle: obstacle)
    }
  }

  public struct State: Codable, Sendable {
    var request: PruningRequest
    var options: Options
    var course: Course?
  }

  public let name: String
  public let request: PruningRequest
  let options: Options
  private var course: Course?
  public private(set) var shrinkage: Shrinkage?

  init(_ name: String, _ request: PruningRequest, _ options: Options) {
    self.name = name
    self.request = request
    self.options = options
  }

  public var granularity: GateAttachment.Granularity { options.granularity ?? .channel }
  private var target: Double { request.target ?? 0 }

  public var hasBegun: Bool { course != nil }
  public var isFinished: Bool { course?.report != nil }
  public var share: Double { course?.share ?? 1 }
  public var report: MethodReport? { course?.report.map { .cut($0) } }

  public mutating func begin(_ network: Network, _ horizon: Horizon) {
    shrinkage = nil
    course = Course(horizon: horizon, denseCost: request.cost.total(network.graph.ownWork))
  }

  public mutating func reset() {
    shrinkage = nil
    course = nil
  }

  // Steps

  public mutating func prepare(
    _ run: inout Run, _ context: StepContext
  ) throws(Interruption) {
    guard let course, course.report == nil,
      let cut = options.schedule.cut(
        at: run.position.step, course.horizon, context.stepsPerEpoch, target: target)
    else { return }
    try remove(cut, from: &run, context)
  }

  public func obstacle(_ network: Network, producers: [Int]) -> PruningError? {
    CriterionCatalog.find(options.criterion)?.obstacle(network, producers: producers)
  }

  /// The criterion's own term, which readies what the last cut takes.
  public func addTerms(
    _ pass: Pass, _ output: Activations, _ run: Run, _ context: StepContext
  ) -> Double {
    guard let strength = options.strength, let course, course.report == nil else { return 0 }
    return CriterionCatalog.find(options.criterion)?.addTerm(strength, pass, run.network) ?? 0
  }

  private mutating func remove(
    _ cut: CutSchedule.Cut, from run: inout Run, _ context: StepContext
  ) throws(Interruption) {
    guard var course, let criterion = CriterionCatalog.find(options.criterion) else { return }
    defer { self.course = course }
    guard
      let ranking = try? ChannelRanking(
        run.network, request.cost, wide: shrinkage?.wide, granularity)
    else {
      course.end(at: run.position, .noLayer)
      return
    }
    let scores = try criterion.scores(
      CriterionScene(
        network: run.network, producers: ranking.producers, seed: context.seed,
        step: run.position.step, dataset: context.dataset, stop: context.stop))
    let decision = ranking.decision(
      options.scope.comparable(ranking.joined(scores, by: criterion)),
      goal: cut.remaining * course.denseCost,
      tolerance: Projection.tolerance * course.denseCost)
    let before = run.network
    if course.channels == 0 { course.channels = decision.open.count }
    if decision.open.contains(false) {
      guard let result = try? ranking.removing(decision.open) else {
        course.end(at: run.position, .notRemovable)
        return
      }
      take(result, of: ranking, from: &run)
      course.removed += decision.open.count { !$0 }
      course.share = decision.cost / course.denseCost
    }
    if cut.isLast { course.report = try report(course, before, run, context) }
  }

  /// The small network takes the place of the one at hand.
  private mutating func take(
    _ result: Surgery.Result, of ranking: ChannelRanking, from run: inout Run
  ) {
    let recipe = result.recipe.rebased(from: ranking.gated, onto: run.network)
    if shrinkage == nil {
      shrinkage = Shrinkage(ranking.gated, result.recipe)
    } else {
      shrinkage?.extend(run.network, by: recipe)
    }
    recipe.carry(&run, to: result.network)
  }

  private func report(
    _ course: Course, _ before: Network, _ run: Run, _ context: StepContext
  ) throws(Interruption) -> CutReport {
    let test = context.dataset.test
    let scores = try [before, run.network].map { network throws(Interruption) in
      try Evaluation.run(
        network, on: test, of: context.dataset, for: context.task, stop: context.stop
      ).mark.value
    }
    return CutReport(
      position: run.position, scoreName: TaskCatalog.name(of: context.task.scores[0]),
      scoreBefore: scores[0],
      scoreAfter: scores[1], shareAfter: course.share, removed: course.removed,
      channels: course.channels)
  }

  public func account(_ run: Run, _ context: StepContext) -> MethodAccount? {
    guard let course else { return nil }
    let asked = options.schedule.remaining(
      at: max(0, run.position.step - 1), course.horizon, context.stepsPerEpoch, target: target)
    return MethodAccount([
      AccountFigure.removed.key: 1 - course.share, AccountFigure.asked.key: 1 - asked,
    ])
  }

  // Files

  public func state(_ network: Network) -> State {
    var course = course
    course?.recipe = shrinkage?.recipe
    return State(request: request, options: options, course: course)
  }

  public init(
    _ state: State, named name: String, _ network: Network, wide: Network?
  ) throws(PruningError) {
    guard (0...1).contains(state.request.target ?? -1), state.options.isPossible else {
      throw .outOfRange
    }
    self.init(name, state.request, state.options)
    guard let course = state.course else { return }
    guard course.horizon.isPossible, Horizon.counts.contains(course.removed),
      Horizon.counts.contains(course.channels)
    else { throw .outOfRange }
    if let recipe = course.recipe {
      shrinkage = try Shrinkage(restoring: recipe, network, wide: wide)
    }
    self.course = course
  }
}

extension ChannelSelection.Options {
  /// Whether a typed line can lead to them.
  var isPossible: Bool {
    guard CriterionCatalog.find(criterion) != nil, TypedRanges.strengths.contains(strength ?? 0)
    else {
      return false
    }
    switch schedule {
    case .once(let after): return TypedRanges.epochs.contains(after ?? 0)
    case .cubic(let after, let until, let every):
      return TypedRanges.epochs.contains(after ?? 0) && (0...1).contains(until)
        && TypedRanges.intervals.contains(every)
    }
  }
}
