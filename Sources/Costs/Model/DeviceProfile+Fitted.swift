extension DeviceProfile {
  /// A board whose constants are fitted by least squares of the relative error to the MobileNetV1
  /// of MLPerf Inference v2.0, one image at a time; all other networks of that table are held out.
  /// Joules are those of the whole board at the wall, what it draws at rest included.
  ///
  /// - Parameters:
  ///   - summary: what it is, without software and scope.
  ///   - wordBytes: 4 for fp32, 1 for int8.
  ///   - joules: of a launch, a multiply-add, a byte of weights, a byte of activations.
  ///   - seconds: of a launch, then multiply-adds and bytes of weights and activations a second;
  ///     nil
  ///     where a term came out as nothing.
  ///   - atRest: W.
  static func board(
    _ name: String, _ summary: String, leavesOut: String, wordBytes: Double,
    joules: (launch: Double, multiplyAdd: Double, weightByte: Double, activationByte: Double),
    seconds: (launch: Double, multiplyAdds: Double, weightBytes: Double?, activationBytes: Double),
    atRest: Double
  ) -> DeviceProfile {
    let software = "TensorFlow Lite 2.7.1, ruy"
    let table = "MLPerf Inference v2.0, 2022"
    func figure(_ value: Double, _ unit: SourcedFigure.Unit) -> SourcedFigure {
      SourcedFigure(
        value, unit, .estimated, source: "fitted to 16 MobileNetV1, \(software): \(table)")
    }
    return DeviceProfile(
      name: name, summary: "\(summary), TFLite 2.7.1, board", leavesOut: leavesOut,
      basis: .fitted, software: software,
      form: .additive(
        AdditiveForm(
          launch: .init(figure(joules.launch, .joules), figure(seconds.launch, .seconds)),
          multiplyAdd: .init(
            figure(joules.multiplyAdd, .joules),
            figure(seconds.multiplyAdds, .multiplyAddsPerSecond)),
          weightByte: .init(
            figure(joules.weightByte, .joules),
            seconds.weightBytes.map { figure($0, .bytesPerSecond) }),
          activationByte: .init(
            figure(joules.activationByte, .joules),
            figure(seconds.activationBytes, .bytesPerSecond)),
          wordBytes: SourcedFigure(
            wordBytes, .bytes, .estimated, source: "\(wordBytes == 4 ? "fp32" : "int8"): \(table)"),
          restPower: SourcedFigure(
            atRest, .watts, .measured, source: "the board at rest, at the wall: \(table)"))))
  }

  /// A microcontroller that runs int8 networks one image at a time.
  ///
  /// The price of a multiply-add is fitted to image classification and anomaly detection (ic, ad)
  /// of MLPerf Tiny; keyword spotting and visual wake words (kws, vww) are held out. The factors of
  /// depthwise windows and linear layers are fitted on all 63 rows of four boards with their
  /// software; with one of the boards left out they are 5.0 to 5.5 and 1.3 to 1.5. Joules are those
  /// of the device alone.
  ///
  /// - Parameters:
  ///   - core: and its clock.
  ///   - round: of the table that it is fitted to, with its year.
  ///   - joules: of a multiply-add.
  ///   - rate: multiply-adds a second.
  static func microcontroller(
    _ name: String, board: String, core: String, round: String, joules: Double, rate: Double
  ) -> DeviceProfile {
    let fit = "fitted to ic and ad of \(board), MLPerf Tiny \(round)"
    let factors = "fitted to 63 rows of four boards, MLPerf Tiny v0.5 to v1.1, 2021 to 2023"
    return DeviceProfile(
      name: name, summary: "\(core), int8, device alone",
      leavesOut: "a network that does not fit in its memory, sleep, sensors, radio, its board",
      basis: .fitted, software: "the maker's entry of \(round)",
      form: .additive(
        AdditiveForm(
          multiplyAdd: .init(
            SourcedFigure(joules, .joules, .estimated, source: fit),
            SourcedFigure(rate, .multiplyAddsPerSecond, .estimated, source: fit)),
          wordBytes: SourcedFigure(1, .bytes, .estimated, source: "int8: MLPerf Tiny, 2021"),
          depthwise: SourcedFigure(5.4, .times, .estimated, source: factors),
          linear: SourcedFigure(1.4, .times, .estimated, source: factors))))
  }
}
