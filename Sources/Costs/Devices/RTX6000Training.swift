/// Trainings on a Quadro RTX 6000: what a step costs, all of its passes together, and a run beside
/// it.
///
/// Fitted to whole runs of the 91 cells of four vertices of NAS-Bench-101 at batch 256, with their
/// evaluations; 1,266 cells of five vertices are held out.
enum RTX6000Training {
  static let profile = DeviceProfile(
    name: "rtx-6000-training",
    summary: "RTX 6000 training, batch 256, card alone",
    leavesOut: "its host, other batches, inference (it prices training alone), other software",
    basis: .fitted, software: "EC-NAS-Bench's trainings, 1a82fdd", purpose: .training,
    form: .additive(
      AdditiveForm(
        launch: .init(nil, SourcedFigure(0.002249, .seconds, .estimated, source: fit)),
        multiplyAdd: .init(
          SourcedFigure(5.122e-11, .joules, .estimated, source: fit),
          SourcedFigure(5.02e12, .multiplyAddsPerSecond, .estimated, source: fit)),
        activationByte: .init(
          SourcedFigure(8.667e-9, .joules, .estimated, source: fit),
          SourcedFigure(3.069e10, .bytesPerSecond, .estimated, source: fit)),
        wordBytes: SourcedFigure(4, .bytes, .estimated, source: "numbers of 32 bits: \(source)"),
        run: .init(
          SourcedFigure(1913, .joules, .estimated, source: fit),
          SourcedFigure(15.38, .seconds, .estimated, source: fit)))))

  private static let fit = "fitted to 91 runs of 160,000 images: \(source)"
  private static let source = "Bakhtiarifard, Igel, Selvan, EC-NAS, ICASSP 2024"
}
