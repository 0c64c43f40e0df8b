import Foundation
import Networks
import Tensors
import Testing

@testable import Training

/// Steps against the formulas in double precision.
@Suite struct OptimizerTests {
  static let count = 19
  static let tolerance = 2e-6

  /// A network of one weight tensor, and the gradients of five steps.
  static func start() throws -> (Network, [[Float]]) {
    let graph = try Graph(input: Shape(count), lines: ["linear 1 bias=off"])
    let network = Network(graph, seed: 2)
    let random = Generator(seed: 3, stream: .trial)
    return (network, (0..<5).map { step in (0..<count).map { random.split(step).normal($0) } })
  }

  static func weights(
    _ optimizer: any Optimizer, rate: Double, decay: Double
  ) throws -> (before: [Double], after: [Double]) {
    var (network, gradients) = try start()
    var state = OptimizerState(network)
    let before = network.parameters[0].value.values.map { Double($0) }
    for gradient in gradients {
      state.update(
        &network, 0, Tensor([1, count], gradient), by: optimizer, rate: rate, decay: decay)
    }
    #expect(state.steps == [5])
    #expect(state.moments[0].count == optimizer.momentCount)
    return (before, network.parameters[0].value.values.map { Double($0) })
  }

  @Test(arguments: [false, true], [0, 0.1]) func descent(_ nesterov: Bool, _ decay: Double) throws {
    let momentum = 0.9
    let rate = 0.05
    let (before, after) = try Self.weights(
      SGD(momentum: momentum, nesterov: nesterov), rate: rate, decay: decay)
    let gradients = try Self.start().1
    for index in 0..<Self.count {
      var weight = before[index]
      var velocity = 0.0
      for gradient in gradients {
        let g = Double(gradient[index]) + decay * weight
        velocity = momentum * velocity + g
        weight -= rate * (nesterov ? g + momentum * velocity : velocity)
      }
      #expect(abs(after[index] - weight) < Self.tolerance)
    }
  }

  @Test(arguments: [0, 0.1]) func adam(_ decay: Double) throws {
    let (beta1, beta2, rate) = (0.9, 0.999, 0.01)
    let (before, after) = try Self.weights(
      Adam(beta1: beta1, beta2: beta2), rate: rate, decay: decay)
    let gradients = try Self.start().1
    for index in 0..<Self.count {
      var weight = before[index]
      var (first, second, power1, power2) = (0.0, 0.0, 1.0, 1.0)
      for gradient in gradients {
        let g = Double(gradient[index]) + decay * weight
        first = beta1 * first + (1 - beta1) * g
        second = beta2 * second + (1 - beta2) * g * g
        power1 *= beta1
        power2 *= beta2
        weight -=
          rate * (first / (1 - power1)) / ((second / (1 - power2)).squareRoot() + 1e-8)
      }
      #expect(abs(after[index] - weight) < Self.tolerance)
    }
  }

  /// `w ← (1 − rate · decay) w`, then Adam without decay.
  @Test(arguments: [0, 0.1]) func adamW(_ decay: Double) throws {
    let (beta1, beta2, rate) = (0.9, 0.999, 0.01)
    let (before, after) = try Self.weights(AdamW([:]), rate: rate, decay: decay)
    let gradients = try Self.start().1
    for index in 0..<Self.count {
      var weight = before[index]
      var (first, second) = (0.0, 0.0)
      for (step, gradient) in gradients.enumerated() {
        let g = Double(gradient[index])
        weight *= 1 - rate * decay
        first = beta1 * first + (1 - beta1) * g
        second = beta2 * second + (1 - beta2) * g * g
        let mean = first / (1 - pow(beta1, Double(step + 1)))
        let square = second / (1 - pow(beta2, Double(step + 1)))
        weight -= rate * mean / (square.squareRoot() + 1e-8)
      }
      #expect(abs(after[index] - weight) < Self.tolerance)
    }
  }

  /// Without decay AdamW is Adam, to the digit.
  @Test func adamWWithoutDecay() throws {
    #expect(
      try Self.weights(AdamW([:]), rate: 0.01, decay: 0).after
        == Self.weights(Adam([:]), rate: 0.01, decay: 0).after)
  }

  /// Without momentum the optimizer is w ← w − rate · g.
  @Test func plainDescent() throws {
    let (before, after) = try Self.weights(
      SGD(momentum: 0, nesterov: false), rate: 0.5, decay: 0)
    let gradients = try Self.start().1
    for index in 0..<Self.count {
      let sum = gradients.reduce(0.0) { $0 + Double($1[index]) }
      #expect(abs(after[index] - (before[index] - 0.5 * sum)) < Self.tolerance)
    }
  }

  /// A step leaves the network it was copied from, and the moments of the copy, alone.
  @Test func stepsAreValues() throws {
    var (network, gradients) = try Self.start()
    var state = OptimizerState(network)
    let gradient = Tensor([1, Self.count], gradients[0])
    let optimizer = SGD(momentum: 0.9, nesterov: false)
    state.update(&network, 0, gradient, by: optimizer, rate: 0.1, decay: 0)
    let (oldNetwork, oldState) = (network, state)
    let weights = network.parameters[0].value.values
    let moments = state.moments[0][0].values
    state.update(&network, 0, gradient, by: optimizer, rate: 0.1, decay: 0)
    #expect(oldNetwork.parameters[0].value.values == weights)
    #expect(oldState.moments[0][0].values == moments)
    #expect(network.parameters[0].value.values != weights)
    #expect(gradient.values == gradients[0])
  }

  @Test func decayTouchesWeightsAlone() {
    let roles: [ParameterRole] = [.weight, .bias, .scale, .shift, .gate]
    #expect(roles.map { $0.decays } == [true, false, false, false, false])
  }
}
