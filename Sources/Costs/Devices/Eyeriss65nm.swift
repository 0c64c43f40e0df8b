/// Eyeriss: a measured research chip, 65 nm, 168 processing elements, 16-bit fixed point.
///
/// The paper gives energies relative to one multiply-add (unit u): register file 1, neighbour 2,
/// buffer 6, DRAM 200. One u is assumed to be 2 pJ: the chip draws 278 mW at 34.7 AlexNet images a
/// second of 666 million multiply-adds, 12 pJ each, and a multiply-add with its four register-file
/// accesses and one hop of data is about 6 u. The other way, 320 pJ a 16-bit DRAM word (half of the
/// 640 pJ of Han et al.) over 200 gives 1.6 pJ, which agrees.
enum Eyeriss65nm {
  static let profile = DeviceProfile(
    name: "eyeriss-65nm",
    summary: "Eyeriss, 16-bit, 65 nm, 108 KiB on chip",
    leavesOut: "zeros skipped, compression of DRAM traffic, units left idle by a layer's shape",
    basis: .fitted, supersededBy: "eyeriss-65nm-array",
    multiplyAdd: SourcedFigure(
      10e-12, .joules, .assumed,
      source: "5 u: the multiply-add and 3 reads + 1 write of the register file; \(unit)"),
    onChipWord: SourcedFigure(12e-12, .joules, .assumed, source: "6 u: \(relative); \(unit)"),
    dramWord: SourcedFigure(400e-12, .joules, .assumed, source: "200 u: \(relative); \(unit)"),
    wordBytes: SourcedFigure(2, .bytes, .estimated, source: chip),
    onChipBytes: SourcedFigure(110_592, .bytes, .estimated, source: chip),
    reuse: SourcedFigure(
      32, .multiplyAdds, .assumed,
      source: "row stationary: a buffered word is taken to serve 3 filter taps in about 11 elements"
    ),
    throughput: SourcedFigure(
      23.1e9, .multiplyAddsPerSecond, .measured,
      source: "34.7 AlexNet images/s × 666e6 multiply-adds: \(chip)"),
    bandwidth: SourcedFigure(
      1e9, .bytesPerSecond, .assumed,
      source: "a 64-bit link at 125 MHz, a board of that time; far above what its traffic needs"),
    staticPower: SourcedFigure(
      0.03, .watts, .assumed,
      source: "about a tenth of the 278 mW the chip draws at 1 V; leakage is low at 65 nm"),
    launch: SourcedFigure(
      50e-6, .seconds, .assumed,
      source: "10,000 cycles at 200 MHz to load a layer's configuration serially"))

  private static let unit =
    "u = 2 pJ, from 278 mW / (34.7 images/s × 666e6) = 12 pJ a multiply-add and about 6 u each"
  private static let relative =
    "register file 1, buffer 6, DRAM 200 relative to a multiply-add: Chen, Emer, Sze, ISCA 2016"
  private static let chip = "Chen, Krishna, Emer, Sze, Eyeriss, JSSC 52(1), 2017"
}
