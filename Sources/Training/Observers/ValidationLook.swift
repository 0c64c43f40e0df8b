/// Evaluates the validation split at the end of each epoch, where there is one.
public struct ValidationLook: TrainingObserver {
  private let context: StepContext
  private let limit: Int

  /// - Parameter limit: the step from which on it does not look.
  public init(_ context: StepContext, before limit: Int = .max) {
    self.context = context
    self.limit = limit
  }

  public func epochEnded(_ edge: inout EpochEdge) throws {
    guard edge.goesOn, edge.run.position.step < limit,
      let validation = context.dataset.validation
    else { return }
    edge.validation = try Evaluation.run(
      edge.run.network, on: validation, of: context.dataset, for: context.task,
      stop: context.stop)
  }
}
