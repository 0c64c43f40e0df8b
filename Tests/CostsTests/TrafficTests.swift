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
    let step = TrainingStep(Self.layers, batch: 10, optimizer: .momentum)
    #expect(step.forward.traffic.read == 2 * (32 + 120) + 80)
    #expect(step.forward.traffic.written == 80 + 80 + 80)
    // The first layer with weights sends no gradient on.
    #expect(step.backwardToInputs.traffic.read == 80 + (32 + 80))
    #expect(step.backwardToInputs.traffic.written == 80 + 120)
    #expect(step.backwardToWeights.traffic.read == 2 * (120 + 80))
    #expect(step.backwardToWeights.traffic.written == 2 * 32)
    // Weight, gradient and velocity are read, weight and velocity written.
    #expect(step.update.traffic.read == 16 * 3 * 4)
    #expect(step.update.traffic.written == 16 * 2 * 4)
    let back = step.backward.reduce(.zero, +)
    #expect(back == step.backwardToInputs.traffic + step.backwardToWeights.traffic)
    #expect(step.total.traffic == step.forward.traffic + back + step.update.traffic)
    #expect(step.forward.multiplyAdds == 120)
    #expect(step.backwardToInputs.multiplyAdds == 60)
    #expect(step.backwardToWeights.multiplyAdds == 120)
    #expect(step.total.multiplyAdds == 300)
  }

  @Test func optimizers() {
    #expect(Traffic.update(parameters: 1, .sgd).read == 8)
    #expect(Traffic.update(parameters: 1, .sgd).written == 4)
    #expect(Traffic.update(parameters: 1, .adam).read == 16)
    #expect(Traffic.update(parameters: 1, .adam).written == 12)
  }

  @Test func nothingMovesNothing() {
    let step = TrainingStep([], batch: 0, optimizer: .adam)
    #expect(step.total == .init() && step.backward.isEmpty)
  }
}
