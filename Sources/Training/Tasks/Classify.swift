import Datasets
import Tensors

/// `task classify`: the class of each record; the largest output is the answer.
public struct Classify: Task {
  public let name = "classify"
  public let summary = "the class of each record: the largest of an output for each class"
  public let objective: any Objective = CrossEntropy()
  public let scores = [
    Score(
      "accuracy", title: "accuracy", unit: .fraction,
      formula: "images whose largest logit is their label's / images",
      shortFormula: "right answers / test images",
      runningFormula: "images of the epoch whose largest logit was their label's when they were "
        + "trained on / images")
  ]
  public let isAboutClasses = true

  /// The only one there is.
  public init() {}

  public func outputs(on dataset: Dataset) -> Int { dataset.classes }

  public func targets(
    of records: [Int], in part: Examples, images: () -> Activations
  ) -> BatchTargets {
    .classes(records.map { Int(part.labels[$0]) })
  }

  public func marks(
    _ output: Activations, _ targets: BatchTargets, _ loss: Loss, on dataset: Dataset
  ) -> [[Double]] {
    [zip(loss.predictions, targets.classes).map { $0 == $1 ? 1 : 0 }]
  }

  public func obstacle(output: Shape, dataset: Dataset) -> TaskObstacle? {
    guard dataset.classes > 0 else {
      return TaskObstacle(
        "the data \(dataset.name) have no classes", hint: "‘task reconstruct’ needs none")
    }
    guard output.isVector else {
      return TaskObstacle(
        "the network puts out a map of \(output), and classes need one number each",
        hint: "end it with ‘add globalpool’ or ‘add linear \(dataset.classes)’")
    }
    guard output.size >= dataset.classes else {
      return TaskObstacle(
        "the network puts out \(output), the data \(dataset.name) has \(dataset.classes) classes",
        hint: "the last layer needs \(dataset.classes) outputs")
    }
    return nil
  }
}
