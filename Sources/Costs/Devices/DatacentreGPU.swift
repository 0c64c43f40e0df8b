/// A GPU of a data centre, 7 nm, fp32 without tensor cores, 400 W.
///
/// Peak, bandwidth and sizes are the maker's (A100, 40 GB); the split of its 400 W into arithmetic,
/// memory and static power is assumed so that full rate and full bandwidth come to about 400 W.
enum DatacentreGPU {
  static let profile = DeviceProfile(
    name: "datacentre-gpu",
    summary: "data-centre GPU, fp32, 7 nm, 400 W",
    leavesOut: "tensor cores, fp16, its host, half-filled waves of threads, link and cooling",
    isGPU: true,
    multiplyAdd: SourcedFigure(
      34e-12, .joules, .assumed,
      source: "(400 W - 80 W static - about 55 W of DRAM and caches) / 7.8e12 multiply-adds a "
        + "second; arithmetic alone is 1.7 pJ at 7 nm"),
    caches: [
      MemoryLevel(
        "L1",
        word: SourcedFigure(
          5.5e-12, .joules, .assumed,
          source: "between 4.25 pJ (32 KB) and 7 pJ (1 MB) a 32-bit word at 7 nm (Jouppi et al., "
            + "ISCA 2021), for 192 KiB"),
        bytes: SourcedFigure(
          196_608, .bytes, .estimated,
          source: "192 KB of first-level cache and shared memory: \(paper)"),
        parts: 108)
    ],
    onChipWord: SourcedFigure(
      30e-12, .joules, .assumed,
      source: "four times the 7 pJ of a 1 MB memory at 7 nm, for the way across a die of 826 mm²"),
    dramWord: SourcedFigure(
      125e-12, .joules, .estimated,
      source: "HBM2, 3.92 pJ a bit: O'Connor et al., Fine-Grained DRAM, MICRO 2017"),
    wordBytes: SourcedFigure(4, .bytes, .assumed, source: "fp32 by definition of the profile"),
    onChipBytes: SourcedFigure(
      41_943_040, .bytes, .estimated, source: "40 MB of second-level cache: \(paper)"),
    reuse: SourcedFigure(
      8, .multiplyAdds, .assumed, source: "8 × 8 register tiles a thread, the usual GEMM tile"),
    throughput: SourcedFigure(
      7.8e12, .multiplyAddsPerSecond, .assumed,
      source: "80 % of the peak of 19.5e12 FLOPs a second (\(paper))"),
    bandwidth: SourcedFigure(
      1.24e12, .bytesPerSecond, .assumed, source: "80 % of 1,555e9 B/s (\(paper))"),
    staticPower: SourcedFigure(
      80, .watts, .assumed, source: "a fifth of 400 W: leakage and memory awake with no work"),
    launch: SourcedFigure(5e-6, .seconds, .assumed, source: "one kernel launch, 3 to 10 µs"))

  private static let paper = "NVIDIA, A100 Tensor Core GPU Architecture, 2020"
}
