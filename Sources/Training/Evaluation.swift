import Datasets
import Networks
import Tensors

/// How a network does its task on one part of a data set.
public struct Evaluation {
  /// What the network was asked to do.
  public let task: any Task
  /// Images that were looked at.
  public private(set) var count = 0
  /// The class that each image was taken for; none where the task is not about classes.
  public private(set) var predictions: [Int] = []
  /// Right answers and images of each class; none where the task is not about classes.
  public private(set) var byClass: [(correct: Int, count: Int)]
  private var lossSum = 0.0
  /// By score.
  private var sums: [Double]

  /// The mean of the task's objective, without smoothing.
  public var loss: Double { count == 0 ? 0 : lossSum / Double(count) }

  /// The task's scores, in its order.
  public var marks: [Mark] {
    zip(task.scores, sums).map { Mark($0, count == 0 ? 0 : $1 / Double(count)) }
  }

  /// What the score that tells best came to.
  public var mark: Mark { marks[0] }

  /// Images answered right, where the task is about classes.
  public var correct: Int { byClass.reduce(0) { $0 + $1.correct } }

  init(_ task: any Task, classes: Int) {
    self.task = task
    byClass = Array(repeating: (0, 0), count: task.isAboutClasses ? classes : 0)
    sums = task.scores.map { _ in 0 }
  }

  mutating func add(
    _ output: Activations, _ targets: BatchTargets, _ objective: any Objective, on dataset: Dataset
  ) {
    let found = objective.evaluate(output, targets, gradient: false)
    count += output.count
    for loss in found.losses { lossSum += Double(loss) }
    for (index, marks) in task.marks(output, targets, found, on: dataset).enumerated() {
      for mark in marks { sums[index] += mark }
    }
    guard case .classes(let labels) = targets else { return }
    for (prediction, label) in zip(found.predictions, labels) {
      byClass[label].count += 1
      byClass[label].correct += prediction == label ? 1 : 0
    }
    predictions += found.predictions
  }

  /// Runs `network` over `part` without touching it.
  ///
  /// - Parameters:
  ///   - batch: images at once, which changes no digit; nil: as many as suit the network.
  ///   - visit: gets each batch's pass, for what gates decided, its output and its targets.
  public static func run(
    _ network: Network, on part: Examples, of dataset: Dataset, for task: any Task,
    batch: Int? = nil, stop: StopFlag? = nil,
    visit: ((_ pass: Pass, _ output: Activations, _ targets: BatchTargets) -> Void)? = nil
  ) throws(Interruption) -> Evaluation {
    let objective = task.objective
    var evaluation = Evaluation(
      task, classes: max(dataset.classes, network.graph.output.size))
    let images = batch ?? network.evaluationBatch
    let order = BatchOrder(count: part.count, batch: images, shuffled: false)
    stop?.require(MemoryNeed.evaluation(network.graph, batches: order.count, of: images))
    if stop?.isRaised == true { throw Interruption() }
    try network.evaluate(batches: order.count, of: images, stop: stop) {
      dataset.images(of: Array(order[$0]), in: part)
    } visit: { index, input, output, pass in
      let targets = task.targets(of: Array(order[index]), in: part) { input }
      evaluation.add(output, targets, objective, on: dataset)
      visit?(pass, output, targets)
    }
    return evaluation
  }
}
