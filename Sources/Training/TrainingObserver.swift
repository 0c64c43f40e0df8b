/// Follows a training: told what happens, in the order of `Trainer.observers`, nothing in between.
///
/// Who keeps a run beyond an announcement makes the next step copy the weights; at the end of an
/// epoch the trainer keeps one itself.
public protocol TrainingObserver {
  /// The training sets out from `run`.
  func trainingBegins(_ run: Run)

  /// The training goes on at the end of an epoch at which another was cut short, and which nobody
  /// looked at. Told after `trainingBegins`, before the first step.
  ///
  /// - Throws: as `epochEnded`.
  func trainingResumes(_ edge: inout EpochEdge) throws

  /// A step moved the weights.
  func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?)

  /// An epoch ended. Each observer is told, whatever those before it found: `EpochEdge.goesOn`
  /// says whether the training goes on so far.
  ///
  /// - Throws: `Interruption` where a look was cut short; else why it could not do its part. The
  ///   training ends at this edge, and what ran is kept.
  func epochEnded(_ edge: inout EpochEdge) throws

  /// The training ended, and this is where the run stands.
  ///
  /// - Throws: why it could not do its part.
  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?) throws
}

extension TrainingObserver {
  public func trainingBegins(_ run: Run) {}
  public func trainingResumes(_ edge: inout EpochEdge) throws {}
  public func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?) {}
  public func epochEnded(_ edge: inout EpochEdge) throws {}
  public func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) throws {}
}
