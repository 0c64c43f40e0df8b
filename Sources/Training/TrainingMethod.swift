import Datasets
import Networks
import Tensors

/// What a step knows of its surroundings.
public struct StepContext {
  /// Whose training images make the batches.
  public let dataset: Dataset
  /// What is learned.
  public let task: any Task
  /// Of shuffling, augmentation, dropout and the method's own draws.
  public let seed: UInt64
  /// Images of a batch; the last one of an epoch may have fewer.
  public let batchSize: Int
  /// Batches of a whole epoch.
  public let stepsPerEpoch: Int
  /// Raised by Ctrl-C: the step under way is given up; nil: nothing interrupts.
  public let stop: StopFlag?

  /// Surroundings that stay the same from step to step.
  public init(
    dataset: Dataset, task: any Task, seed: UInt64, batchSize: Int, stepsPerEpoch: Int,
    stop: StopFlag?
  ) {
    self.dataset = dataset
    self.task = task
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

  /// Between backward pass and the move of the weights: reads the gradients of the parameters
  /// (`pass.gradients`) and adds those of its own terms (`pass.accumulate`).
  ///
  /// - Returns: the value of the terms.
  mutating func addTerms(
    _ pass: Pass, _ output: Activations, _ run: Run, _ context: StepContext
  ) -> Double

  /// After the weights moved.
  mutating func finish(_ pass: Pass, _ run: inout Run, _ context: StepContext)

  /// The learning rate of gates.
  var gateRate: Double { get }

  /// Its figures after the last step; nil before the first.
  func account(_ run: Run, _ context: StepContext) -> MethodAccount?
}

extension TrainingMethod {
  /// Only methods with gates have terms at them.
  public mutating func addPenalty(_ pass: Pass, _ run: Run, _ context: StepContext) -> Double { 0 }
  public mutating func addTerms(
    _ pass: Pass, _ output: Activations, _ run: Run, _ context: StepContext
  ) -> Double { 0 }
  public mutating func finish(_ pass: Pass, _ run: inout Run, _ context: StepContext) {}
  public var gateRate: Double { GateOptimizer.rate }
  public func account(_ run: Run, _ context: StepContext) -> MethodAccount? { nil }
}

/// What a method came to at the end of an epoch, by the key of the figure. Which figures there are,
/// their units and their order stand in the method's description.
public struct MethodAccount: Sendable, Hashable, Codable {
  /// By key; a figure that the method does not have yet is missing.
  public var figures: [String: Double]

  /// Figures under the keys of the method's description.
  public init(_ figures: [String: Double]) { self.figures = figures }

  public init(from decoder: any Decoder) throws {
    figures = try decoder.singleValueContainer().decode([String: Double].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(figures)
  }

  /// The figure under `key`; nil where the method has none.
  public subscript(key: String) -> Double? { figures[key] }
}
