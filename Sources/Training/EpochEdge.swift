import Datasets
import Networks
import Tensors

/// The end of an epoch, as it goes from observer to observer.
public struct EpochEdge {
  /// What the epoch left; who looks at the network adds what it found.
  public var epoch: EpochReport
  /// As it stands after the epoch.
  public let run: Run
  /// As it stands after the epoch; nil of a dense training.
  public let method: (any TrainingMethod)?
  private var isStopped = false
  private(set) var isInterrupted = false
  private(set) var error: (any Error)?

  init(_ epoch: EpochReport, _ run: Run, _ method: (any TrainingMethod)?) {
    self.epoch = epoch
    self.run = run
    self.method = method
  }

  /// Whether the training goes on, as far as the observers before know.
  public var goesOn: Bool { !isStopped && !isInterrupted && error == nil }

  /// What the task's scores come to on a part that training does not see; evaluated once.
  public mutating func look(
    at part: Dataset.Part, _ context: StepContext
  ) throws(Interruption) -> [String: Double] {
    if epoch[part].isEmpty, let examples = context.dataset[part] {
      let found = try Evaluation.run(
        run.network, on: examples, of: context.dataset, for: context.task, stop: context.stop)
      epoch[part] = Dictionary(
        uniqueKeysWithValues: found.marks.map { ($0.score.name, $0.value) })
    }
    return epoch[part]
  }

  /// Ends the training at this edge.
  public mutating func stop() { isStopped = true }

  /// Notes what an observer threw; of several errors the first.
  mutating func fail(_ error: any Error) {
    if error is Interruption {
      isInterrupted = true
    } else {
      self.error = self.error ?? error
    }
  }
}
