import Costs
import Datasets
import Networks
import Tensors
import Training

/// The static sub-network, gates gone, with the proof that it computes the same.
public struct Compaction {
  /// The small network, without gates.
  public var network: Network
  /// The gated network at full width with every gate at its decision: what the proof compares with.
  public var gated: Network
  /// Gates whose decision the projection changed, and all of them.
  public var flips: Int
  /// All gates that were decided.
  public var gates: Int
  /// Images compared.
  public var count: Int
  /// The largest difference of two outputs over all images.
  public var maxDifference: Double
  /// The largest |output| of the gated network over all images; infinite where one is not finite.
  public var maxLogit: Double
  /// Share of images with the same largest output; nil where the task is not about classes.
  public var agreement: Double?
  /// Loss and scores of the small network over the same images.
  public var evaluation: Evaluation

  /// The proof is refused above this times the largest |logit|.
  public static let tolerance = 1e-4

  /// Whether the largest difference is within `tolerance` of the largest output; NaN never is.
  public var isProven: Bool {
    maxDifference.isFinite
      && (maxDifference <= Self.tolerance * maxLogit || maxDifference == 0)
  }

  /// Takes the closed gates of `decision` out of `network`, and the channels that masks emptied.
  ///
  /// - Parameters:
  ///   - network: gated.
  ///   - shrinkage: what left it before.
  public init(
    _ network: Network, _ map: GateMap, open decision: [Bool], flips: Int,
    shrinkage: Shrinkage?, on dataset: Dataset, for task: any Task, stop: StopFlag?
  ) throws {
    let fixed = network.fixing(map, decision)
    let closed = Set(decision.indices.filter { !decision[$0] }.map { map.gates[$0] })
    let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
    try self.init(
      comparing: small.withoutMaskedChannels() ?? small,
      with: shrinkage?.expanded(fixed) ?? fixed, on: dataset, for: task, stop: stop)
    self.flips = flips
    gates = map.gates.count
  }

  /// The proof alone: both networks' logits on the test split.
  init(
    comparing small: Network, with gated: Network, on dataset: Dataset, for task: any Task,
    stop: StopFlag? = nil
  ) throws(Interruption) {
    network = small
    self.gated = gated
    flips = 0
    gates = 0
    var wide: [Activations] = []
    // Both in the same batches, so that logits meet image by image.
    let batch = gated.evaluationBatch
    let reference = try Evaluation.run(
      gated, on: dataset.test, of: dataset, for: task, batch: batch, stop: stop
    ) { _, logits, _ in wide.append(logits) }
    var index = 0
    var worst = 0.0
    var largest = 0.0
    evaluation = try Evaluation.run(
      small, on: dataset.test, of: dataset, for: task, batch: batch, stop: stop
    ) { _, logits, _ in
      for (a, b) in zip(wide[index].images, logits.images) {
        let difference = abs(Double(a) - Double(b))
        worst = difference.isFinite ? max(worst, difference) : .infinity
        largest = a.isFinite ? max(largest, abs(Double(a))) : .infinity
      }
      index += 1
    }
    count = reference.count
    maxDifference = worst
    maxLogit = largest
    if task.isAboutClasses {
      let same = zip(reference.predictions, evaluation.predictions).count { $0 == $1 }
      agreement = count == 0 ? 1 : Double(same) / Double(count)
    }
  }
}
