import Costs
import Testing

@Suite struct TrainingCostTests {
  static let layers = [
    LayerWork(
      "fc1",
      Work(
        multiplyAdds: 30_000, connections: 30_000, parameters: 30_100, inputElements: 300,
        outputElements: 100, weightElements: 30_100)),
    LayerWork(
      "relu1", Work(inputElements: 100, outputElements: 100, vectorOperations: 100), isFused: true),
    LayerWork(
      "fc2",
      Work(
        multiplyAdds: 1000, connections: 1000, parameters: 1010, inputElements: 100,
        outputElements: 10, weightElements: 1010)),
  ]

  /// Arithmetic by hand: fc1 twice (no gradient of its input), fc2 three times, ReLU forward and
  /// back: 60,000 + 3000 + 2 × 100 / 2 = 63,100 multiply-adds × 4.6 pJ; momentum adds
  /// 31,110 × 6 / 2 once a batch.
  @Test(arguments: [1, 32]) func threePassesALayer(batch: Int) {
    let step = EnergyModel().trainingStep(Self.layers, batch: batch)
    let expected = (63_100 + 31_110 * 3 / Double(batch)) * 4.6e-12
    #expect(close(step.perImage.computeJoules.value, expected))
    #expect(step.layers.map(\.name) == ["fc1", "relu1", "fc2", "optimizer"])
  }

  /// 31,110 parameters × 5 words, all from DRAM, once a batch.
  @Test func optimizerTrafficComesOnceABatch() throws {
    let step = EnergyModel().trainingStep(Self.layers, batch: 64)
    let optimizer = try #require(step.layers.last)
    #expect(close(optimizer.energy.dramWords * 64, 155_550))
    let adam = EnergyModel().trainingStep(Self.layers, batch: 64, optimizer: .adam)
    #expect(adam.joules > step.joules)
    let sgd = EnergyModel().trainingStep(Self.layers, batch: 64, optimizer: .sgd)
    #expect(sgd.joules < step.joules)
  }

  @Test func theInputGradientIsOptional() {
    let without = EnergyModel().trainingStep(Self.layers, batch: 8)
    let with = EnergyModel().trainingStep(Self.layers, batch: 8, inputGradient: true)
    let more = with.perImage.computeJoules - without.perImage.computeJoules
    #expect(close(more.value, 30_000 * 4.6e-12))
  }

  @Test(arguments: DeviceCatalog.all.filter { $0.purpose == .inference })
  func trainingCostsMoreThanInferenceAndPruningSaves(device: DeviceProfile) {
    let model = EnergyModel(device)
    let step = model.trainingStep(Self.layers, batch: 32)
    #expect(step.joules > model.inference(Self.layers, batch: 32).joules)
    let pruned = Self.layers.map { LayerWork($0.name, $0.work * 0.5, isFused: $0.isFused) }
    let saved = model.trainingStep(pruned, batch: 32).saved(against: step)
    #expect(saved > 0 && saved < 0.6)
  }

  @Test func breakEvenCountsInferences() {
    func inferences(_ training: Double, _ inference: Double) -> Double? {
      BreakEven(
        training: Joules(training), denseTraining: Joules(100), inference: Joules(inference),
        denseInference: Joules(0.5)
      ).inferences
    }
    #expect(inferences(110, 0.25) == 40)
    #expect(inferences(110.1, 0.25) == 41)
    #expect(inferences(90, 0.25) == 0)
    #expect(inferences(110, 0.5) == nil)
    #expect(inferences(90, 0.75) == nil)
  }

  /// 110 J of training against 0.25 J an inference.
  @Test func theWholeTrainingComesBackLater() {
    func account(_ training: Double, _ inference: Double) -> BreakEven {
      BreakEven(
        training: Joules(training), denseTraining: Joules(100), inference: Joules(inference),
        denseInference: Joules(0.5))
    }
    #expect(account(110, 0.25).savedPerThousand == Joules(250))
    #expect(account(110, 0.25).inferencesForTraining == 440)
    #expect(account(110.1, 0.25).inferencesForTraining == 441)
    #expect(account(90, 0.25).inferencesForTraining == 360)
    #expect(account(0, 0.25).inferencesForTraining == 0)
    #expect(account(110, 0.5).inferencesForTraining == nil)
  }
}
