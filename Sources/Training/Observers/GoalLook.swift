/// Looks at a goal at the end of each epoch, and ends the training where it is reached.
public final class GoalLook: TrainingObserver {
  /// What the last look found.
  public private(set) var found: Double?
  private let goal: TrainingGoal
  private let stretches: StretchCount
  private let context: StepContext
  private let limit: Int

  /// - Parameters:
  ///   - stretches: told before this one.
  ///   - limit: the step from which on it does not look.
  public init(
    _ goal: TrainingGoal, _ stretches: StretchCount, _ context: StepContext,
    before limit: Int = .max
  ) {
    self.goal = goal
    self.stretches = stretches
    self.context = context
    self.limit = limit
  }

  public func trainingResumes(_ edge: inout EpochEdge) throws { try epochEnded(&edge) }

  public func epochEnded(_ edge: inout EpochEdge) throws {
    guard edge.goesOn, edge.run.position.step < limit else { return }
    let look = try goal.look(&edge, stretches.stretches, context)
    found = look
    if goal.isReached(look) { edge.stop() }
  }
}
