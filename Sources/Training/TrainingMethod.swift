import Datasets
import Networks
import Tensors

/// What a step knows of its surroundings.
public struct StepContext {
  public let dataset: Dataset
  public let seed: UInt64
  public let batchSize: Int
  public let stepsPerEpoch: Int
  public let stop: StopFlag?

  public init(
    dataset: Dataset, seed: UInt64, batchSize: Int, stepsPerEpoch: Int, stop: StopFlag?
  ) {
    self.dataset = dataset
    self.seed = seed
    self.batchSize = batchSize
    self.stepsPerEpoch = stepsPerEpoch
    self.stop = stop
  }
}

/// Something that trains along with the weights: loss terms, schedules, surgery between steps.
///
/// A value: the trainer works on a copy and keeps it only when the step as a whole succeeded.
public protocol TrainingMethod {
  /// Before a step; may change the network.
  mutating func prepare(_ run: inout Run, _ context: StepContext) throws(Interruption)

  /// Between forward and backward: adds the gradients of its loss terms at the gates.
  ///
  /// - Returns: the value of the terms.
  mutating func addPenalty(_ pass: Pass, _ run: Run, _ context: StepContext) -> Double

  /// After the weights moved.
  mutating func finish(_ pass: Pass, _ run: inout Run, _ context: StepContext)

  /// The learning rate of gates.
  var gateRate: Double { get }

  /// Where its gates stand after the last step; nil before the first.
  func account(_ run: Run, _ context: StepContext) -> GateAccount?
}

extension TrainingMethod {
  /// A method without gates has nothing to tell of them.
  public func account(_ run: Run, _ context: StepContext) -> GateAccount? { nil }
}

/// What the gates came to at the end of an epoch. Shares are of the dense cost, 0…1.
public struct GateAccount: Sendable, Hashable, Codable {
  /// What the last batch could have done without.
  public var removed: Double
  /// What was asked to go by then.
  public var asked: Double
  /// The share of gates on which all images of the last batch agree; gates that left agree.
  public var consensus: Double

  public init(removed: Double, asked: Double, consensus: Double) {
    self.removed = removed
    self.asked = asked
    self.consensus = consensus
  }
}
