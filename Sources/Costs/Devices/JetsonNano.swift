/// An embedded GPU board: 128 cores of the Maxwell generation in fp32, 10 W mode.
///
/// Speed and bandwidth are the maker's; the split of its 10 W into arithmetic, memory and static
/// power is assumed so that full rate and full bandwidth together come to about 10 W.
enum JetsonNano {
  static let profile = DeviceProfile(
    name: "jetson-nano",
    summary: "embedded GPU, fp32, 128 cores, 10 W",
    leavesOut: "fp16, first-level caches, clocks that fall with heat, the CPU beside the GPU",
    isGPU: true,
    multiplyAdd: SourcedFigure(
      50e-12, .joules, .assumed,
      source: "70e9/s sustained × 50 pJ = 3.5 W, what the 10 W leave beside 2.5 W static and "
        + "about 4 W of DRAM and caches at full bandwidth"),
    onChipWord: SourcedFigure(
      25e-12, .joules, .assumed,
      source: "between 5 pJ (32 KB) and 50 pJ (1 MB cache, 100 pJ a 64-bit word) of "
        + "Horowitz, ISSCC 2014, for 256 KB"),
    dramWord: SourcedFigure(
      480e-12, .joules, .assumed,
      source: "LPDDR4 taken as 15 pJ a bit, controller and link included: three quarters of "
        + "the 640 pJ of Han et al., EIE, ISCA 2016"),
    wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32 by definition of the profile"),
    onChipBytes: SourcedFigure(
      262_144, .bytes, .assumed, source: "the second-level cache of a GPU of this class"),
    reuse: SourcedFigure(
      8, .multiplyAdds, .assumed, source: "8 × 8 register tiles a thread, the usual GEMM tile"),
    throughput: SourcedFigure(
      70e9, .multiplyAddsPerSecond, .assumed,
      source: "60 % of the peak of 128 cores × 0.92 GHz = 118e9/s (NVIDIA, Jetson Nano "
        + "data sheet)"),
    bandwidth: SourcedFigure(
      25.6e9, .bytesPerSecond, .estimated,
      source: "LPDDR4, 64 bits: NVIDIA, Jetson Nano data sheet, 2019"),
    staticPower: SourcedFigure(
      2.5, .watts, .assumed,
      source: "half of the lower power mode of 5 W, drawn when nothing runs"),
    launch: SourcedFigure(
      10e-6, .seconds, .assumed, source: "one kernel launch on an embedded GPU, 5 to 20 µs"))
}
