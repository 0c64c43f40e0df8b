/// One big core of a phone with 128-bit vectors, fp32, 2 W. Every constant is assumed.
///
/// No product is meant. The split follows the core: 2 W = 0.4 W static + 1.6 W at full rate.
enum PhoneCore {
  static let profile = DeviceProfile(
    name: "phone-core",
    summary: "one big core of a phone, fp32, 2 W",
    leavesOut: "the other cores, GPU and neural unit, heat that lowers the clock, screen and radio",
    multiplyAdd: SourcedFigure(
      130e-12, .joules, .assumed,
      source: "(2 W - 0.4 W static) / 12e9 multiply-adds a second"),
    caches: [
      MemoryLevel(
        "L1",
        word: SourcedFigure(
          10e-12, .joules, .assumed,
          source: "half of the 20 pJ of a 64-bit read from a 32 KB cache (Horowitz, ISSCC 2014)"),
        bytes: SourcedFigure(65_536, .bytes, .assumed, source: "64 KiB for data, as many have")),
      MemoryLevel(
        "L2",
        word: SourcedFigure(
          25e-12, .joules, .assumed,
          source: "between 10 pJ (32 KB) and 50 pJ (1 MB) a 32-bit word of Horowitz, ISSCC 2014"),
        bytes: SourcedFigure(
          262_144, .bytes, .assumed, source: "256 KiB of its own, as many have")),
    ],
    onChipWord: SourcedFigure(
      50e-12, .joules, .assumed,
      source: "half of the 100 pJ of a 64-bit read from a 1 MB cache (Horowitz, ISSCC 2014)"),
    dramWord: SourcedFigure(
      480e-12, .joules, .assumed,
      source: "LPDDR4 taken as 15 pJ a bit, controller and link included, as jetson-nano"),
    wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32 by definition of the profile"),
    onChipBytes: SourcedFigure(2_097_152, .bytes, .assumed, source: "2 MiB shared by the cores"),
    reuse: SourcedFigure(
      8, .multiplyAdds, .assumed, source: "register tiles of about 8 × 8, as GEMM kernels use"),
    throughput: SourcedFigure(
      12e9, .multiplyAddsPerSecond, .assumed,
      source: "60 % of 2 units × 4 lanes × 2.5 GHz = 20e9/s"),
    bandwidth: SourcedFigure(
      10e9, .bytesPerSecond, .assumed, source: "what one core draws from 64 bits of LPDDR4"),
    staticPower: SourcedFigure(
      0.4, .watts, .assumed, source: "a fifth of 2 W: its part of an awake chip and memory"),
    launch: SourcedFigure(
      2e-6, .seconds, .assumed, source: "one call, no thread is woken"))
}
