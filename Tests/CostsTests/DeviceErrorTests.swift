import Costs
import Testing

/// Profiles that are refused, each with its reason.
@Suite struct DeviceErrorTests {
  /// A sound profile in which one thing can be spoilt.
  static func profile(
    name: String = "mine", summary: String = "a device", leavesOut: String = "most of it",
    multiplyAdd: SourcedFigure = SourcedFigure(1e-12, .joules, .assumed, source: "a guess"),
    caches: [MemoryLevel] = [], onChipWord: Double = 5e-12, dramWord: Double = 500e-12,
    power: SourcedFigure = SourcedFigure(1, .watts, .assumed, source: "a guess")
  ) -> DeviceProfile {
    func figure(_ value: Double, _ unit: SourcedFigure.Unit) -> SourcedFigure {
      SourcedFigure(value, unit, .assumed, source: "a guess")
    }
    return DeviceProfile(
      name: name, summary: summary, leavesOut: leavesOut, multiplyAdd: multiplyAdd, caches: caches,
      onChipWord: figure(onChipWord, .joules), dramWord: figure(dramWord, .joules),
      wordBytes: figure(4, .bytes), onChipBytes: figure(65_536, .bytes),
      reuse: figure(8, .multiplyAdds), throughput: figure(1e9, .multiplyAddsPerSecond),
      bandwidth: figure(1e9, .bytesPerSecond), staticPower: power, launch: figure(1e-6, .seconds))
  }

  static func cache(bytes: Double = 8192, word: Double = 2e-12, parts: Int = 1) -> MemoryLevel {
    MemoryLevel(
      "L1", word: SourcedFigure(word, .joules, .assumed, source: "a guess"),
      bytes: SourcedFigure(bytes, .bytes, .assumed, source: "a guess"), parts: parts)
  }

  @Test func aSoundProfile() throws {
    try Self.profile().validate()
    try Self.profile(caches: [Self.cache()]).validate()
  }

  @Test(arguments: [
    (profile(name: ""), "no name for a device"),
    (profile(name: "My Device"), "‘My Device’ is no name"),
    (profile(summary: " "), "does not say what it is"),
    (profile(leavesOut: ""), "does not say what it leaves out"),
    (
      profile(power: SourcedFigure(-3, .watts, .assumed, source: "a guess")),
      "has -3.0 W as its static power; it must be a positive number"
    ),
    (profile(power: SourcedFigure(0, .watts, .assumed, source: "a guess")), "has 0.0 W"),
    (profile(power: SourcedFigure(.nan, .watts, .assumed, source: "a guess")), "has nan W"),
    (profile(power: SourcedFigure(.infinity, .watts, .assumed, source: "a guess")), "has inf W"),
    (
      profile(power: SourcedFigure(3, .watts, .assumed, source: "\n")),
      "names no source for its static power"
    ),
    (
      profile(multiplyAdd: SourcedFigure(1, .watts, .assumed, source: "a guess")),
      "has its multiply-add in W; it must be in J"
    ),
    (profile(onChipWord: 600e-12), "has DRAM smaller or cheaper than on-chip"),
    (profile(caches: [cache(bytes: 1e6)]), "has on-chip smaller or cheaper than L1"),
    (profile(caches: [cache(word: 6e-12)]), "has on-chip smaller or cheaper than L1"),
    (profile(caches: [cache(bytes: 8192, parts: 9)]), "has on-chip smaller or cheaper than L1"),
    (profile(caches: [cache(parts: 0)]), "number of L1 caches"),
    (profile(caches: [cache(bytes: -1)]), "has -1.0 B as its L1 size"),
  ])
  func refused(device: DeviceProfile, reason: String) {
    let error = #expect(throws: DeviceError.self) { try device.validate() }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }
}
