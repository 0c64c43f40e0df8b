import Tensors
import Testing

@testable import Networks

/// The tests that run whole networks, one after another: two cores would only take turns.
@Suite(.serialized) struct NetworksSuite {}

extension Network {
  /// The mean loss and every gradient of a batch.
  func gradients(
    _ x: Activations, _ labels: [Int], mode: Pass.Mode = .training
  ) throws -> (loss: Double, pass: Pass) {
    let (output, pass) = try forward(x, mode: mode, recording: true)
    let result = CrossEntropy.evaluate(output.value, labels: labels, gradient: true)
    output.accumulate(result.gradient!)
    try pass.runBack()
    return (result.mean, pass)
  }

  /// One step of stochastic gradient descent; the loss before it.
  mutating func step(
    _ x: Activations, _ labels: [Int], _ state: inout OptimizerState, rate: Double,
    momentum: Double
  ) throws -> Double {
    let (loss, pass) = try gradients(x, labels)
    for (index, gradient) in pass.gradients.enumerated() {
      guard let gradient else { continue }
      state.update(
        &self, index, gradient, by: .sgd(momentum: momentum, nesterov: false), rate: rate, decay: 0)
    }
    commit(pass)
    return loss
  }
}
