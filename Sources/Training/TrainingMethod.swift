import Networks
import Tensors

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
