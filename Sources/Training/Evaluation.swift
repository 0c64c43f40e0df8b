import Datasets
import Networks
import Tensors

/// How a network does on one part of a data set.
public struct Evaluation {
  /// Images.
  public var count = 0
  /// Mean cross-entropy, without smoothing.
  public var loss: Double { count == 0 ? 0 : lossSum / Double(count) }
  /// Share of images whose largest logit is their label's.
  public var accuracy: Double { count == 0 ? 0 : Double(correct) / Double(count) }
  /// Images whose largest logit is their label's.
  public private(set) var correct = 0
  /// The class with the largest logit of each image, in the order of the part.
  public private(set) var predictions: [Int] = []
  /// Right answers and images of each class.
  public private(set) var byClass: [(correct: Int, count: Int)]
  private var lossSum = 0.0

  init(classes: Int) {
    byClass = Array(repeating: (0, 0), count: classes)
  }

  mutating func add(_ result: CrossEntropy.Result, labels: [Int]) {
    count += labels.count
    for (index, label) in labels.enumerated() {
      lossSum += Double(result.losses[index])
      let isCorrect = result.predictions[index] == label
      correct += isCorrect ? 1 : 0
      byClass[label].count += 1
      byClass[label].correct += isCorrect ? 1 : 0
    }
    predictions += result.predictions
  }

  /// Runs `network` over `part` without touching it.
  ///
  /// - Parameters:
  ///   - batch: images at once, which changes no digit; nil: as many as suit the network.
  ///   - visit: gets each batch's pass, for what gates decided and logits.
  public static func run(
    _ network: Network, on part: Examples, of dataset: Dataset, batch: Int? = nil,
    stop: StopFlag? = nil,
    visit: ((_ pass: Pass, _ logits: Activations, _ labels: [Int]) -> Void)? = nil
  ) throws(Interruption) -> Evaluation {
    var evaluation = Evaluation(classes: max(dataset.classes, network.graph.output.size))
    let images = batch ?? network.evaluationBatch
    let order = BatchOrder(count: part.count, batch: images, shuffled: false)
    try network.evaluate(batches: order.count, of: images, stop: stop) {
      dataset.images(of: Array(order[$0]), in: part)
    } visit: { index, output, pass in
      let labels = part.labels(of: Array(order[index]))
      evaluation.add(
        CrossEntropy.evaluate(output, labels: labels, gradient: false), labels: labels)
      visit?(pass, output, labels)
    }
    return evaluation
  }
}
