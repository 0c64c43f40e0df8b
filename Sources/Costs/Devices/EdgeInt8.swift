/// A quantised accelerator at 45 nm: 8-bit operands, 32-bit sums, four times fewer bytes to move.
///
/// Beside `horowitz-45nm` it shows what quantisation alone does: arithmetic gets about 15 times
/// cheaper, memory four times, so memory and time weigh more.
enum EdgeInt8 {
  static let profile = DeviceProfile(
    name: "edge-int8",
    summary: "int8 accelerator, 45 nm, 128 KiB on chip",
    leavesOut: "requantisation, accuracy lost by int8, control, what cannot be quantised",
    multiplyAdd: OperationEnergy.int8At45nm.multiplyAdd(sums: .int32At45nm),
    onChipWord: SourcedFigure(
      1.25e-12, .joules, .assumed,
      source: "a quarter of the 5 pJ of a 32-bit word (Han et al., EIE, ISCA 2016)"),
    dramWord: SourcedFigure(
      160e-12, .joules, .assumed,
      source: "a quarter of the 640 pJ of a 32-bit word (Han et al., EIE, ISCA 2016)"),
    wordBytes: SourcedFigure(1, .bytes, .assumed, source: "int8 by definition of the profile"),
    onChipBytes: SourcedFigure(
      131_072, .bytes, .assumed,
      source: "four banks of the 32 KB SRAM whose energy is known"),
    reuse: SourcedFigure(
      16, .multiplyAdds, .assumed,
      source: "a 16 × 16 array hands every operand to 16 units"),
    throughput: SourcedFigure(
      128e9, .multiplyAddsPerSecond, .assumed,
      source: "16 × 16 units at 500 MHz, as horowitz-45nm, so that only the word differs"),
    bandwidth: SourcedFigure(
      6.4e9, .bytesPerSecond, .estimated,
      source: "one channel of DDR3-1600, 32 bits wide (JEDEC JESD79-3)"),
    staticPower: SourcedFigure(
      0.05, .watts, .assumed,
      source: "a quarter of horowitz-45nm: units and wires are 8 bits wide instead of 32"),
    launch: SourcedFigure(1e-6, .seconds, .assumed, source: "500 cycles of set-up at 500 MHz"))
}
