/// The model against figures that others measured: what it says, what they found, how far apart.
///
/// Biases, pools and ReLU are left out, as they are in the counts of the source.
public struct PublishedCheck: Sendable {
  /// One figure.
  public struct Row: Sendable {
    /// What was measured, as it is printed.
    public let what: String
    /// What the source says.
    public let published: SourcedFigure
    /// In the unit of the published figure.
    public let estimated: Double
    /// True where a constant of the profile was taken from this very figure, so that agreement
    /// shows nothing.
    public let isFitted: Bool

    /// estimated / published - 1.
    public var distance: Double { estimated / published.value - 1 }
  }

  /// As it is printed above its rows.
  public let name: String
  /// The profile that is checked.
  public let device: DeviceProfile
  /// Images that ran together where it was measured.
  public let batch: Int
  /// The network's work of one image.
  public let layers: [LayerWork]
  /// The figures, in the order in which they are printed.
  public let rows: [Row]

  /// Where the figures were published.
  public static let source = "Chen, Krishna, Emer, Sze, Eyeriss, JSSC 52(1), 2017"

  /// All checks, in the order they are printed.
  public static let all = [
    eyeriss(
      "AlexNet", batch: 4, watts: 0.278, imagesPerSecond: 34.7,
      accessesPerMultiplyAdd: 0.0029, isFitted: true),
    eyeriss(
      "VGG-16", batch: 3, watts: 0.236, imagesPerSecond: 0.7,
      accessesPerMultiplyAdd: 0.0035, isFitted: false),
  ]

  /// The energy of the chip is its watts over its images a second; the DRAM beside it is not in
  /// those watts, so the model's DRAM term is left out there. An access to DRAM is a 16-bit word.
  private static func eyeriss(
    _ name: String, batch: Int, watts: Double, imagesPerSecond: Double,
    accessesPerMultiplyAdd: Double, isFitted: Bool
  ) -> PublishedCheck {
    let device = Eyeriss65nm.profile
    let layers = EyerissLayer.all.filter { $0.network == name }.map(\.work)
    let energy = EnergyModel(device).inference(layers, batch: batch).perImage
    let accesses = accessesPerMultiplyAdd * layers.total.multiplyAdds
    let chip = energy.joules - energy.dramJoules
    func measured(_ value: Double, _ unit: SourcedFigure.Unit, _ words: String) -> SourcedFigure {
      SourcedFigure(
        value, unit, .measured,
        source: "\(words), batch \(batch): \(source)")
    }
    return PublishedCheck(
      name: name, device: device, batch: batch, layers: layers,
      rows: [
        Row(
          what: "joules, chip alone",
          published: measured(
            watts / imagesPerSecond, .joules,
            "\(Watts(watts)) / \(imagesPerSecond) images/s"),
          estimated: chip.value, isFitted: isFitted),
        Row(
          what: "seconds",
          published: measured(1 / imagesPerSecond, .seconds, "1 / \(imagesPerSecond) images/s"),
          estimated: energy.seconds.value, isFitted: isFitted),
        Row(
          what: "bytes to and from DRAM",
          published: measured(
            accesses * device.numberBytes, .bytes,
            "\(accessesPerMultiplyAdd) accesses a multiply-add"),
          estimated: energy.dramWords * device.numberBytes, isFitted: false),
      ])
  }
}
