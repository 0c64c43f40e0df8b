import Testing

@testable import Costs

/// Bytes by hand: a layer of 3 inputs, 2 outputs, 6 weights and 2 biases behind another.
@Suite struct TrafficTests {
  private static let work = Work(
    multiplyAdds: 6, connections: 6, parameters: 8, inputElements: 3, outputElements: 2,
    weightElements: 8)
  private static let layers = [LayerWork("a", work), LayerWork("relu", relu), LayerWork("b", work)]
  private static let relu = Work(inputElements: 2, outputElements: 2, vectorOperations: 2)

  @Test func forward() {
    let one = Traffic.forward(Self.work)
    #expect((one.weights, one.inputs, one.outputs) == (32, 12, 8))
    #expect((one.read, one.written) == (44, 8))
    let ten = Traffic.forward(Self.work, batch: 10)
    #expect((ten.read, ten.written) == (32 + 120, 80))
  }

  @Test func trainingStep() {
    let step = TrainingTraffic(Self.layers, batch: 10, optimizer: .momentum)
    #expect(step.forward.read == 2 * (32 + 120) + 80)
    #expect(step.forward.written == 80 + 80 + 80)
    // The first layer with weights sends no gradient on.
    #expect(step.backwardToInputs.read == 80 + (32 + 80))
    #expect(step.backwardToInputs.written == 80 + 120)
    #expect(step.backwardToWeights.read == 2 * (120 + 80))
    #expect(step.backwardToWeights.written == 2 * 32)
    // Weight, gradient and velocity are read, weight and velocity written.
    #expect(step.update.read == 16 * 3 * 4)
    #expect(step.update.written == 16 * 2 * 4)
    #expect(
      step.total.read + step.total.written
        == (step.backward.reduce(.zero, +)
        + step.forward + step.update).moved)
  }

  @Test func optimizers() {
    #expect(Traffic.update(parameters: 1, .sgd).read == 8)
    #expect(Traffic.update(parameters: 1, .sgd).written == 4)
    #expect(Traffic.update(parameters: 1, .adam).read == 16)
    #expect(Traffic.update(parameters: 1, .adam).written == 12)
  }

  @Test func nothingMovesNothing() {
    let step = TrainingTraffic([], batch: 0, optimizer: .adam)
    #expect(step.total == .zero && step.backward.isEmpty)
  }
}
