import Datasets

/// Evaluates a part that training does not see at the end of each epoch.
public struct SplitLook: TrainingObserver {
  private let part: Dataset.Part
  private let context: StepContext
  private let limit: Int

  /// - Parameter limit: the step from which on it does not look.
  public init(_ part: Dataset.Part, _ context: StepContext, before limit: Int = .max) {
    self.part = part
    self.context = context
    self.limit = limit
  }

  public func trainingResumes(_ edge: inout EpochEdge) throws { try epochEnded(&edge) }

  public func epochEnded(_ edge: inout EpochEdge) throws {
    guard edge.goesOn, edge.run.position.step < limit else { return }
    _ = try edge.look(at: part, context)
  }
}
