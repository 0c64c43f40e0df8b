/// A desktop processor: eight cores with 256-bit vectors, 105 W package. Every constant is assumed.
///
/// No product is meant. The split follows the package: 105 W = 25 W static + 80 W at full rate.
enum DesktopCPU {
  static let profile = DeviceProfile(
    name: "desktop-cpu",
    summary: "desktop processor, fp32, 8 cores, 105 W",
    leavesOut: "turbo, hyper-threads, power supply, graphics card, fans, other programs",
    multiplyAdd: SourcedFigure(
      230e-12, .joules, .assumed,
      source:
        "(105 W package - 25 W static) / 340e9 multiply-adds a second, a little less for caches"),
    caches: [
      MemoryLevel(
        "L1",
        word: SourcedFigure(
          10e-12, .joules, .assumed,
          source: "half of the 20 pJ of a 64-bit read from a 32 KB cache (Horowitz, ISSCC 2014)"),
        bytes: SourcedFigure(32_768, .bytes, .assumed, source: "32 KiB for data a core"), parts: 8),
      MemoryLevel(
        "L2",
        word: SourcedFigure(
          50e-12, .joules, .assumed,
          source: "half of the 100 pJ of a 64-bit read from a 1 MB cache (Horowitz, ISSCC 2014)"),
        bytes: SourcedFigure(1_048_576, .bytes, .assumed, source: "1 MiB a core, as many have"),
        parts: 8),
    ],
    onChipWord: SourcedFigure(
      80e-12, .joules, .assumed,
      source:
        "the 50 pJ of a word from a 1 MB cache (Horowitz, ISSCC 2014) and more for the way to "
        + "a shared cache of 32 MiB"),
    dramWord: SourcedFigure(
      640e-12, .joules, .assumed,
      source: "20 pJ a bit, as Han et al., EIE, ISCA 2016, and the lower end of the 1.3 to "
        + "2.6 nJ a 64-bit word of Horowitz, ISSCC 2014"),
    wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32 by definition of the profile"),
    onChipBytes: SourcedFigure(33_554_432, .bytes, .assumed, source: "32 MiB of last-level cache"),
    reuse: SourcedFigure(
      8, .multiplyAdds, .assumed, source: "register tiles of about 8 × 8, as GEMM kernels use"),
    throughput: SourcedFigure(
      340e9, .multiplyAddsPerSecond, .assumed,
      source: "two thirds of 8 cores × 2 units × 8 lanes × 4 GHz = 512e9/s"),
    bandwidth: SourcedFigure(
      50e9, .bytesPerSecond, .assumed,
      source: "60 % of two channels of DDR5-5200, 83.2e9 B/s"),
    staticPower: SourcedFigure(
      25, .watts, .assumed,
      source: "package and memory awake with no work, about a quarter of 105 W"),
    launch: SourcedFigure(
      5e-6, .seconds, .assumed, source: "one parallel loop: waking threads and joining them"))
}
