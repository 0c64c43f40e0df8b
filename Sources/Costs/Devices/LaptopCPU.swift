/// A laptop processor: four cores with 256-bit vectors, 15 W package. Every constant is assumed.
///
/// No product is meant. The split follows the package: 15 W = 4 W static + 11 W at full rate.
enum LaptopCPU {
  static let profile = DeviceProfile(
    name: "laptop-cpu",
    summary: "laptop processor, fp32, 4 cores, 15 W",
    leavesOut: "turbo and heat, hyper-threads, screen and disk, other programs",
    multiplyAdd: SourcedFigure(
      115e-12, .joules, .assumed,
      source: "(15 W package - 4 W static) / 96e9 multiply-adds a second: instruction "
        + "handling, not arithmetic, is most of it (Horowitz, ISSCC 2014)"),
    caches: [
      MemoryLevel(
        "L1",
        word: SourcedFigure(
          10e-12, .joules, .assumed,
          source: "half of the 20 pJ of a 64-bit read from a 32 KB cache (Horowitz, ISSCC 2014)"),
        bytes: SourcedFigure(32_768, .bytes, .assumed, source: "32 KiB for data a core"), parts: 4),
      MemoryLevel(
        "L2",
        word: SourcedFigure(
          35e-12, .joules, .assumed,
          source: "between 10 pJ (32 KB) and 50 pJ (1 MB) a 32-bit word of Horowitz, ISSCC 2014"),
        bytes: SourcedFigure(524_288, .bytes, .assumed, source: "512 KiB a core, as many have"),
        parts: 4),
    ],
    onChipWord: SourcedFigure(
      50e-12, .joules, .assumed,
      source: "half of the 100 pJ of a 64-bit read from a 1 MB cache (Horowitz, ISSCC 2014)"),
    dramWord: SourcedFigure(
      640e-12, .joules, .assumed,
      source: "20 pJ a bit, as Han et al., EIE, ISCA 2016, and the lower end of the 1.3 to "
        + "2.6 nJ a 64-bit word of Horowitz, ISSCC 2014"),
    wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32 by definition of the profile"),
    onChipBytes: SourcedFigure(
      8_388_608, .bytes, .assumed, source: "2 MiB last-level cache a core"),
    reuse: SourcedFigure(
      8, .multiplyAdds, .assumed, source: "register tiles of about 8 × 8, as GEMM kernels use"),
    throughput: SourcedFigure(
      96e9, .multiplyAddsPerSecond, .assumed,
      source: "60 % of 4 cores × 2 units × 8 lanes × 2.5 GHz = 160e9/s"),
    bandwidth: SourcedFigure(
      30e9, .bytesPerSecond, .assumed,
      source: "60 % of two channels of DDR4-3200, 51.2e9 B/s"),
    staticPower: SourcedFigure(
      4, .watts, .assumed,
      source: "package and memory awake with no work, about a quarter of 15 W"),
    launch: SourcedFigure(
      5e-6, .seconds, .assumed, source: "one parallel loop: waking threads and joining them"))
}
