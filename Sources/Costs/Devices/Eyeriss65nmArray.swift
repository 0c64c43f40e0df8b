/// Eyeriss by the way its array works: rows folded onto 12 x 14 units, and the port of its buffer.
///
/// What the paper does not state is fitted to its measurements of AlexNet's layers; VGG-16 is held
/// out. With a mapping constant of 112, fitted on VGG-16, its seconds are 4 % and its joules 3 %
/// off instead, which shows nothing but that such a constant exists.
enum Eyeriss65nmArray {
  static let profile = DeviceProfile(
    name: "eyeriss-65nm-array",
    summary: "Eyeriss, 16-bit, folded layer by layer",
    leavesOut: "the DRAM beside the chip (its bytes are told), zeros skipped, pools and ReLU",
    basis: .fitted, software: "the chip’s own control, 1 V, 200 MHz",
    form: .foldedArray(
      FoldedArrayForm(
        rows: SourcedFigure(12, .units, .estimated, source: chip),
        columns: SourcedFigure(14, .units, .estimated, source: chip),
        clock: SourcedFigure(200e6, .hertz, .estimated, source: chip),
        efficiency: SourcedFigure(0.886, .times, .estimated, source: fit),
        port: SourcedFigure(
          3.2e9, .bytesPerSecond, .assumed,
          source:
            "a 64-bit read and a 64-bit write a cycle: as VGG-16's layers suggest, 3.11 to 3.21 "
            + "GB/s"),
        filterWords: SourcedFigure(224, .units, .estimated, source: chip),
        mapping: SourcedFigure(
          78, .units, .estimated, source: "largest of AlexNet's mappings, 6 x 13 rows: \(chip)"),
        filters: SourcedFigure(64, .units, .estimated, source: fit),
        foldFilters: SourcedFigure(32, .units, .estimated, source: fit),
        filling: SourcedFigure(1.114, .times, .estimated, source: fit),
        power: SourcedFigure(0.254, .watts, .estimated, source: fit),
        compression: SourcedFigure(0.74, .times, .estimated, source: fit),
        wordBytes: SourcedFigure(2, .bytes, .estimated, source: chip))))

  private static let chip = "Chen, Krishna, Emer, Sze, Eyeriss, JSSC 52(1), 2017"
  private static let fit = "fitted to AlexNet's layers: \(chip)"
}
