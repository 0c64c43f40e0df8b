/// A graphics card whose draw stops at 320 W; the source does not name it. fp32 in PyTorch 2.6.
///
/// Fitted to dense AlexNet and VGG-11 at batches of 1 to 64; dense VGG-16 is held out, and 975
/// networks pruned at random: they saved half of what their multiply-adds say.
enum GPU320W {
  static let profile = DeviceProfile(
    name: "gpu-320w",
    summary: "GPU of 320 W alone, fp32, PyTorch",
    leavesOut: "its host, odd widths (pruned networks save half as much), fp16, other software",
    basis: .fitted, software: "PyTorch 2.6, fp32", isGPU: true,
    form: .additive(
      AdditiveForm(
        launch: .init(
          SourcedFigure(31.3e-3, .joules, .estimated, source: fit),
          SourcedFigure(106.8e-6, .seconds, .estimated, source: fit)),
        multiplyAdd: .init(
          SourcedFigure(33.52e-12, .joules, .estimated, source: fit),
          SourcedFigure(9.405e12, .multiplyAddsPerSecond, .estimated, source: fit)),
        wordBytes: SourcedFigure(4, .bytes, .estimated, source: "fp32: \(source)"))))

  private static let fit = "fitted to AlexNet and VGG-11, dense: \(source)"
  private static let source = "Pachon and others, BDCC 9(8):200, 2025"
}
