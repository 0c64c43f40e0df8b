/// A microcontroller: one core of the Cortex-M7 class at 216 MHz, int8, no DRAM.
///
/// Its speed is measured by the cited authors; where its 0.3 W go is assumed. What other profiles
/// call DRAM is here the flash that holds the weights.
enum Microcontroller {
  static let profile = DeviceProfile(
    name: "microcontroller",
    summary: "microcontroller, int8, 216 MHz, 0.3 W",
    leavesOut: "a network that does not fit in flash and SRAM, sleep, sensors, radio, voltage loss",
    supersededBy: "nucleo-h7a3",
    multiplyAdd: SourcedFigure(
      2e-9, .joules, .assumed,
      source: "(0.3 W - 0.05 W static) / 124.5e6 multiply-adds a second: instructions, fetch and "
        + "decode, not arithmetic"),
    onChipWord: SourcedFigure(
      3e-12, .joules, .assumed,
      source: "a byte: a quarter of the 32-bit word of a 256 KB memory, between 10 pJ (32 KB) and "
        + "50 pJ (1 MB) in Horowitz, ISSCC 2014"),
    dramWord: SourcedFigure(
      40e-12, .joules, .assumed,
      source: "a byte from on-chip flash, taken as a quarter of a byte from DRAM, 160 pJ"),
    wordBytes: SourcedFigure(1, .bytes, .assumed, source: "int8 by definition of the profile"),
    onChipBytes: SourcedFigure(
      327_680, .bytes, .assumed, source: "320 KB of SRAM, as parts of this class have"),
    reuse: SourcedFigure(
      2, .multiplyAdds, .estimated,
      source: "products are computed in blocks of 2 × 2: Lai, Suda, Chandra, CMSIS-NN, "
        + "arXiv 1801.06601, 2018"),
    throughput: SourcedFigure(
      124.5e6, .multiplyAddsPerSecond, .measured,
      source: "half of 249e6 operations/s on a Cortex-M7 at 216 MHz: Lai, Suda, Chandra, CMSIS-NN, "
        + "arXiv 1801.06601, 2018"),
    bandwidth: SourcedFigure(
      0.4e9, .bytesPerSecond, .assumed,
      source: "half of a 256-bit line of flash every 8 cycles of 216 MHz"),
    staticPower: SourcedFigure(
      0.05, .watts, .assumed, source: "a sixth of 0.3 W, clocks on and no work"),
    launch: SourcedFigure(
      20e-6, .seconds, .assumed, source: "4,000 cycles of an interpreter at 216 MHz"))
}
