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
    let result = output.value.crossEntropy(labels: labels, gradient: true)
    output.accumulate(result.gradient!)
    try pass.runBack()
    return (result.mean, pass)
  }

  /// One step of stochastic gradient descent; the loss before it.
  mutating func step(
    _ x: Activations, _ labels: [Int], _ descent: inout Descent, rate: Double,
    momentum: Double
  ) throws -> Double {
    let (loss, pass) = try gradients(x, labels)
    for (index, gradient) in pass.gradients.enumerated() {
      guard let gradient else { continue }
      descent.move(&parameters[index].value, index, gradient, rate: rate, momentum: momentum)
    }
    commit(pass)
    return loss
  }
}

/// What gradient descent with momentum remembers of each parameter.
struct Descent {
  private var velocities: [Int: Tensor] = [:]

  mutating func move(
    _ weight: inout Tensor, _ index: Int, _ gradient: Tensor, rate: Double, momentum: Double
  ) {
    let old = velocities.removeValue(forKey: index)
    var velocity = old ?? Tensor(weight.dimensions)
    weight.descend(
      gradient, velocity: &velocity, rate: Float(rate), momentum: Float(momentum),
      nesterov: false, decay: 0, first: old == nil)
    velocities[index] = velocity
  }
}
