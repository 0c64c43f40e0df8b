import Costs
import Foundation
import TestSupport
import Testing

@Suite struct EnergyModelTests {
  /// A linear layer of 1000 inputs and 1000 outputs, no bias.
  static let linear = LayerWork(
    "fc1",
    Work(
      multiplyAdds: 1e6, connections: 1e6, parameters: 1e6, inputElements: 1000,
      outputElements: 1000, weightElements: 1e6))

  /// On horowitz-45nm, one image:
  /// - compute: 1e6 × 4.6 pJ = 4.6 µJ;
  /// - on chip: 2000 activations + 1e6 weights + 2e6 operands / 16 = 1,127,000 words
  ///   × 5 pJ = 5.635 µJ;
  /// - DRAM: 1e6 weights; 1,002,000 words against 8192 of 32 KiB spill all 2000 activations:
  ///   1,002,000 × 640 pJ = 641.28 µJ;
  /// - seconds: max(1e6 / 128e9 = 7.8 µs, 4,008,000 B / 12.8e9 = 313.125 µs) + 1 µs = 314.125 µs;
  /// - time: 0.2 W × 314.125 µs = 62.825 µJ. Together 714.34 µJ.
  @Test func horowitzLinearLayerByHand() throws {
    let estimate = EnergyModel().inference([Self.linear])
    let energy = estimate.perImage
    #expect(close(energy.computeJoules.value, 4.6e-6))
    #expect(close(energy.onChipWords, 1_127_000))
    #expect(close(energy.onChipJoules.value, 5.635e-6))
    #expect(close(energy.dramWords, 1_002_000))
    #expect(close(energy.dramJoules.value, 641.28e-6))
    #expect(close(energy.seconds.value, 314.125e-6))
    #expect(close(energy.timeJoules.value, 62.825e-6))
    #expect(estimate.joules.description == "714.3 µJ")
    #expect(estimate.layers[0].bound == .memory)
    #expect(estimate.kind == .estimated)
  }

  /// The same layer on eyeriss-65nm: 1e6 × 10 pJ = 10 µJ of arithmetic; 2000 + 1e6 + 2e6 / 32 =
  /// 1,064,500 words × 12 pJ = 12.774 µJ; capacity 55,296 words, so 1,002,000 × 400 pJ = 400.8 µJ.
  @Test func eyerissLinearLayerByHand() throws {
    let eyeriss = try #require(DeviceCatalog.find("eyeriss-65nm"))
    let energy = EnergyModel(eyeriss).inference([Self.linear]).perImage
    #expect(close(energy.computeJoules.value, 10e-6))
    #expect(close(energy.onChipJoules.value, 12.774e-6))
    #expect(close(energy.dramJoules.value, 400.8e-6))
  }

  /// A small layer stays on chip: 16 KiB of activations and weights in 32 KiB, so only the weights
  /// come from DRAM; of 4097 words over the room exactly as many spill.
  @Test func activationsSpillOnlyWhatDoesNotFit() {
    func words(activations: Double) -> Double {
      let work = Work(multiplyAdds: 1000, inputElements: activations, weightElements: 2048)
      return EnergyModel().inference([LayerWork("x", work)]).perImage.dramWords
    }
    #expect(words(activations: 2048) == 2048)
    #expect(words(activations: 6144) == 2048)
    #expect(words(activations: 6145) == 2049)
    #expect(words(activations: 100_000) == 102_048 - 8192 + 2048)
  }

  @Test func aFusedLayerMovesNothingAndIsNotLaunched() {
    let relu = Work(inputElements: 4096, outputElements: 4096, vectorOperations: 4096)
    let alone = EnergyModel().inference([LayerWork("relu1", relu)]).perImage
    let fused = EnergyModel().inference([LayerWork("relu1", relu, isFused: true)]).perImage
    #expect(fused.dramWords == 0 && fused.onChipWords == 0)
    #expect(fused.computeJoules == alone.computeJoules)
    #expect(close(fused.computeJoules.value, 4096 / 2 * 4.6e-12))
    #expect(fused.seconds < alone.seconds)
    #expect(EnergyModel().inference([LayerWork("flatten", .zero)]).joules == .zero)
  }

  @Test(arguments: DeviceCatalog.rooflines)
  func breakdownsAddUp(device: DeviceProfile) {
    var random = SplitMix(seed: 11)
    for _ in 0..<50 {
      let layers = (0..<8).map { LayerWork("l\($0)", random.work(), isFused: $0 % 3 == 2) }
      let estimate = EnergyModel(device).inference(layers, batch: 4)
      let sum = estimate.layers.reduce(EnergyBreakdown.zero) { $0 + $1.energy }
      #expect(estimate.perImage == sum)
      let total = sum.computeJoules + sum.memoryJoules + sum.timeJoules
      #expect(close(estimate.joules.value, total.value))
      #expect(close(estimate.perBatch.joules.value, 4 * total.value))
      #expect(close(sum.timeJoules.value, device.roofline!.staticPower.value * sum.seconds.value))
      let alone = layers.map { EnergyModel(device).inference([$0], batch: 4).joules.value }
      #expect(close(alone.reduce(0, +), estimate.joules.value))
    }
  }

  /// Growing any one count never makes it cheaper, and growing all of them always costs more.
  @Test(arguments: DeviceCatalog.rooflines)
  func energyGrowsWithWork(device: DeviceProfile) {
    let model = EnergyModel(device)
    var random = SplitMix(seed: 7)
    for _ in 0..<200 {
      let work = random.work()
      let batch = 1 + Int(random.unit() * 64)
      let before = model.inference([LayerWork("x", work)], batch: batch).joules
      for more in random.growths(of: work) {
        #expect(model.inference([LayerWork("x", more)], batch: batch).joules >= before)
      }
      let larger = model.inference([LayerWork("x", work * 1.5)], batch: batch).joules
      #expect(larger > before)
    }
  }

  @Test(arguments: DeviceCatalog.rooflines)
  func aBatchAmortisesWeights(device: DeviceProfile) {
    let model = EnergyModel(device)
    let joules = [1, 8, 64].map { model.inference([Self.linear], batch: $0).joules }
    #expect(joules[0] > joules[1] && joules[1] > joules[2])
    #expect(model.inference([Self.linear], batch: 0) == model.inference([Self.linear], batch: 1))
  }

  /// The claim that the model must not make: energy proportional to multiply-adds.
  @Test(arguments: DeviceCatalog.rooflines)
  func halvingMultiplyAddsNeverSavesMoreThanHalf(device: DeviceProfile) {
    let model = EnergyModel(device)
    var random = SplitMix(seed: 3)
    for _ in 0..<200 {
      let work = random.work()
      var half = work
      half.multiplyAdds /= 2
      let dense = model.inference([LayerWork("x", work)])
      let pruned = model.inference([LayerWork("x", half)])
      let saved = pruned.saved(against: dense)
      #expect(saved >= 0 && saved <= 0.5)
      if dense.layers[0].bound != .compute { #expect(saved < 0.5) }
    }
  }

  /// Half of the output channels of a memory-bound layer: half of the multiply-adds go, the input
  /// is read all the same.
  @Test func memoryBoundLayersSaveLessThanTheirMultiplyAdds() {
    func pointwise(channels: Double) -> LayerWork {
      LayerWork(
        "conv1",
        Work(
          multiplyAdds: 16 * channels * 1024, connections: 16 * channels, parameters: 16 * channels,
          inputElements: 16 * 1024, outputElements: channels * 1024, weightElements: 16 * channels))
    }
    let dense = EnergyModel().inference([pointwise(channels: 16)])
    let pruned = EnergyModel().inference([pointwise(channels: 8)])
    #expect(dense.layers[0].bound == .memory)
    let saved = pruned.saved(against: dense)
    #expect(saved > 0.1 && saved < 0.45)
    #expect(dense.saved(against: EnergyModel().inference([])) == 0)
  }
}

/// Equal to 12 digits: the hand figures are decimal, the model's constants binary.
func close(_ value: Double, _ expected: Double, digits: Int = 12) -> Bool {
  abs(value - expected) <= pow(10, -Double(digits)) * max(abs(value), abs(expected))
}
