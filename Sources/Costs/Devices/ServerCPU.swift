/// A server processor: 32 cores with 512-bit vectors, 270 W package. Every constant is assumed.
///
/// No product is meant. The split follows the package: 270 W = 100 W static + 170 W at full rate.
enum ServerCPU {
  static let profile = DeviceProfile(
    name: "server-cpu",
    summary: "server processor, fp32, 32 cores, 270 W",
    leavesOut: "sockets and NUMA, idle cores, fans, power supply, cooling of the hall",
    multiplyAdd: SourcedFigure(
      83e-12, .joules, .assumed,
      source: "(270 W package - 100 W static) / 2.05e12 multiply-adds a second"),
    caches: [
      MemoryLevel(
        "L1",
        word: SourcedFigure(
          10e-12, .joules, .assumed,
          source: "half of the 20 pJ of a 64-bit read from a 32 KB cache (Horowitz, ISSCC 2014)"),
        bytes: SourcedFigure(32_768, .bytes, .assumed, source: "32 KiB for data a core"), parts: 32)
    ],
    onChipWord: SourcedFigure(
      60e-12, .joules, .assumed,
      source: "the 50 pJ of a word from a 1 MB cache (Horowitz, ISSCC 2014) and a fifth more "
        + "for the way across a large die"),
    dramWord: SourcedFigure(
      640e-12, .joules, .assumed,
      source: "20 pJ a bit, as Han et al., EIE, ISCA 2016, and the lower end of the 1.3 to "
        + "2.6 nJ a 64-bit word of Horowitz, ISSCC 2014"),
    wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32 by definition of the profile"),
    onChipBytes: SourcedFigure(67_108_864, .bytes, .assumed, source: "2 MiB of cache a core"),
    reuse: SourcedFigure(
      16, .multiplyAdds, .assumed, source: "register tiles of 16 lanes, as GEMM kernels use"),
    throughput: SourcedFigure(
      2.05e12, .multiplyAddsPerSecond, .assumed,
      source: "80 % of 32 cores × 2 units × 16 lanes × 2.5 GHz = 2.56e12/s"),
    bandwidth: SourcedFigure(
      200e9, .bytesPerSecond, .assumed,
      source: "65 % of eight channels of DDR5-4800, 307e9 B/s"),
    staticPower: SourcedFigure(
      100, .watts, .assumed,
      source: "package and memory awake with no work, a little over a third of 270 W"),
    launch: SourcedFigure(
      10e-6, .seconds, .assumed, source: "one parallel loop over 32 threads"))
}
