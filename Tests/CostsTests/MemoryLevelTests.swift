import Costs
import TestSupport
import Testing

/// A hierarchy of levels, computed by hand.
@Suite struct MemoryLevelTests {
  /// 1 pJ a multiply-add; L1 of 2 × 12 KiB (3072 words each, blocks of √1024 = 32) at 2 pJ a word;
  /// on chip 64 KiB (16,384 words) at 5 pJ; DRAM at 500 pJ; reuse 8.
  static let device = DeviceErrorTests.profile(
    caches: [DeviceErrorTests.cache(bytes: 12_288, parts: 2)])

  static func layer(_ multiplyAdds: Double, in inputs: Double, out: Double, weights: Double)
    -> LayerWork
  {
    LayerWork(
      "x",
      Work(
        multiplyAdds: multiplyAdds, inputElements: inputs, outputElements: out,
        weightElements: weights))
  }

  private static func words(_ layer: LayerWork, batch: Int = 1) -> [Double] {
    device.roofline!.traffic([layer], batch: batch).map(\.words)
  }

  /// 2000 + 1000 activations and 2000 weights are 5000 words: they fit in L1 (6144 words).
  /// L1: 3000 + 2000 + 2·80,000 / 8 = 25,000; on chip and DRAM: the weights.
  @Test func whatFitsInTheFirstLevel() {
    let layer = Self.layer(80_000, in: 2000, out: 1000, weights: 2000)
    #expect(Self.words(layer) == [25_000, 2000, 2000])
  }

  /// 6000 + 4000 activations and 2288 weights are 12,288 words, twice L1: the excess is 6144 words,
  /// half of the whole. L1: 12,288 + 160,000 / 8; on chip: 2288 + 6144 + 160,000 / 32 / 2 = 10,932;
  /// all fits on chip, so DRAM has the weights alone.
  @Test func whatSpillsFromTheFirstLevel() throws {
    let layer = Self.layer(80_000, in: 6000, out: 4000, weights: 2288)
    #expect(Self.words(layer) == [32_288, 10_932, 2288])
    let energy = EnergyModel(Self.device).inference([layer]).perImage
    #expect(close(energy.computeJoules.value, 80_000e-12))
    #expect(close(energy.onChipWords, 32_288 + 10_932))
    #expect(close(energy.onChipJoules.value, (32_288 * 2 + 10_932 * 5) * 1e-12))
    #expect(close(energy.dramJoules.value, 2288 * 500e-12))
  }

  /// Two images of it: 22,288 words, 5904 more than the 16,384 on chip; they go through DRAM.
  @Test func whatSpillsFromTheLast() {
    let layer = Self.layer(80_000, in: 6000, out: 4000, weights: 2288)
    let words = Self.words(layer, batch: 2)
    let excess = 22_288.0 - 6144
    #expect(close(words[0], (22_288 + 320_000 / 8) / 2))
    #expect(close(words[1], (2288 + excess + excess / 22_288 * 320_000 / 32) / 2))
    #expect(words[2] == (2288 + 5904) / 2)
  }

  @Test func oneLevelIsTheModelAsItWas() {
    let traffic = DeviceCatalog.standard.roofline!.traffic([EnergyModelTests.linear])
    #expect(traffic.map(\.level) == ["on-chip", "DRAM"])
    #expect(traffic.map(\.words) == [1_127_000, 1_002_000])
  }

  /// Level by level what the estimate adds up.
  @Test(arguments: DeviceCatalog.rooflines)
  func trafficAddsUp(device: DeviceProfile) {
    var random = SplitMix(seed: 5)
    let layers = (0..<20).map { LayerWork("l\($0)", random.work(), isFused: $0 % 4 == 3) }
    for batch in [1, 16] {
      let traffic = device.roofline!.traffic(layers, batch: batch)
      let energy = EnergyModel(device).inference(layers, batch: batch).perImage
      #expect(traffic.count == device.roofline!.caches.count + 2)
      #expect(close(traffic.last!.words, energy.dramWords, digits: 10))
      #expect(close(traffic.dropLast().reduce(0) { $0 + $1.words }, energy.onChipWords, digits: 10))
      let joules = traffic.reduce(0) { $0 + $1.words * $1.word.value }
      #expect(close(joules, energy.memoryJoules.value, digits: 10))
    }
  }
}
