/// One core of the processor of `server-cpu`, with a 32nd of its static power. Every constant is
/// assumed.
enum ServerCore {
  static let profile = DeviceProfile(
    name: "server-core",
    summary: "one core of a server processor, fp32, 8 W",
    leavesOut: "what its neighbours do to caches and clock, and the power of a hall that waits",
    multiplyAdd: SourcedFigure(
      75e-12, .joules, .assumed,
      source: "the 83 pJ of server-cpu, 170 W / 2.05e12/s, less what its caches take"),
    caches: [
      MemoryLevel(
        "L1",
        word: SourcedFigure(
          10e-12, .joules, .assumed,
          source: "half of the 20 pJ of a 64-bit read from a 32 KB cache (Horowitz, ISSCC 2014)"),
        bytes: SourcedFigure(32_768, .bytes, .assumed, source: "32 KiB for data, as many have"))
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
      2_097_152, .bytes, .assumed, source: "2 MiB, its own part of the caches"),
    reuse: SourcedFigure(
      16, .multiplyAdds, .assumed, source: "register tiles of 16 lanes, as GEMM kernels use"),
    throughput: SourcedFigure(
      64e9, .multiplyAddsPerSecond, .assumed,
      source: "80 % of 2 units × 16 lanes × 2.5 GHz = 80e9/s"),
    bandwidth: SourcedFigure(
      12e9, .bytesPerSecond, .assumed,
      source: "what one core keeps in flight; the eight channels have more than it can ask for"),
    staticPower: SourcedFigure(
      3.1, .watts, .assumed, source: "a 32nd of the 100 W of server-cpu: every core is at work"),
    launch: SourcedFigure(
      1e-6, .seconds, .assumed, source: "one call, no thread is woken"))
}
