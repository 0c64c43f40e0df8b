import Costs
import Testing
import Training

/// What a training costs by a model: steps, and once a run.
@Suite struct TrainingEnergyTests {
  static let layers = [
    LayerWork(
      "fc",
      Work(
        multiplyAdds: 1e6, connections: 1e4, parameters: 1e4, inputElements: 100,
        outputElements: 100, weightElements: 1e4),
      product: ProductShape(.linear, inputs: 100, outputs: 100))
  ]

  private static func stretch(_ steps: Int) -> TrainingStretch {
    TrainingStretch(
      layers: layers, denseLayers: layers, batch: 256, optimizer: .momentum, steps: steps)
  }

  @Test(arguments: ["horowitz-45nm", "raspberry-pi-4-fp32", "rtx-6000-training"])
  func aRunCostsItsStepsAndItself(_ name: String) throws {
    let model = EnergyModel(try #require(DeviceCatalog.find(name)))
    let step = model.trainingStep(Self.layers, batch: 256, optimizer: .momentum).perBatch.joules
    let energy = TrainingEnergy([Self.stretch(10), Self.stretch(30)], model)
    let expected = 40 * step.value + model.run.joules.value
    #expect(abs(energy.spent - expected) <= 1e-9 * expected)
    #expect(energy.dense == energy.spent && energy.steps == 40)
    #expect(TrainingEnergy([], model).spent == 0)
    #expect((model.run.joules.value > 0) == (name == "rtx-6000-training"))
  }

  /// What an older version saved knows no shapes; its batches go on in the same stretch.
  @Test func anOldStretchGoesOn() {
    let old = Self.layers.map(\.shapeless)
    #expect(old != Self.layers && old.map(\.work) == Self.layers.map(\.work))
  }
}
