/// The textbook device: a small fp32 accelerator at 45 nm, the default of every estimate.
///
/// Energies are the published table; a multiply-add is 3.7 pJ + 0.9 pJ = 4.6 pJ. What the table
/// does not say (speed, array, static power) is assumed, with the reasoning beside it.
enum Horowitz45nm {
  static let profile = DeviceProfile(
    name: "horowitz-45nm",
    summary: "fp32 accelerator, 45 nm, 32 KiB on chip",
    leavesOut: "control, wires, registers; DRAM read again where a buffer is small; idle units",
    basis: .specified,
    multiplyAdd: OperationEnergy.fp32At45nm.multiplyAdd(),
    onChipWord: SourcedFigure(5e-12, .joules, .estimated, source: memory),
    dramWord: SourcedFigure(640e-12, .joules, .estimated, source: memory),
    wordBytes: SourcedFigure(4, .bytes, .estimated, source: memory),
    onChipBytes: SourcedFigure(32_768, .bytes, .estimated, source: memory),
    reuse: SourcedFigure(
      16, .multiplyAdds, .assumed,
      source: "a 16 × 16 array hands every operand to 16 units"),
    throughput: SourcedFigure(
      128e9, .multiplyAddsPerSecond, .assumed,
      source: "16 × 16 units at 500 MHz, a common clock at 45 nm"),
    bandwidth: SourcedFigure(
      12.8e9, .bytesPerSecond, .estimated,
      source: "one channel of DDR3-1600, 64 bits wide (JEDEC JESD79-3)"),
    staticPower: SourcedFigure(
      0.2, .watts, .assumed,
      source: "a third of the arithmetic at full rate, 128e9/s × 4.6 pJ = 0.59 W: "
        + "about the share of leakage at 45 nm"),
    launch: SourcedFigure(1e-6, .seconds, .assumed, source: "500 cycles of set-up at 500 MHz"))

  private static let memory =
    "32-bit word, 32 KB SRAM 5 pJ, DRAM 640 pJ: Han et al., EIE, ISCA 2016"
}
