/// The model against figures that others measured: what it says, what they found, how far apart.
///
/// The networks are given by the shapes of their convolutions; biases, pools and ReLU are left out,
/// as they are in the counts of the source.
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
      "AlexNet", alexNet, batch: 4, watts: 0.278, imagesPerSecond: 34.7,
      accessesPerMultiplyAdd: 0.0029, isFitted: true),
    eyeriss(
      "VGG-16", vgg16, batch: 3, watts: 0.236, imagesPerSecond: 0.7,
      accessesPerMultiplyAdd: 0.0035, isFitted: false),
  ]

  /// The energy of the chip is its watts over its images a second; the DRAM beside it is not in
  /// those watts, so the model's DRAM term is left out there. An access to DRAM is a 16-bit word.
  private static func eyeriss(
    _ name: String, _ shapes: [Convolution], batch: Int, watts: Double, imagesPerSecond: Double,
    accessesPerMultiplyAdd: Double, isFitted: Bool
  ) -> PublishedCheck {
    let device = Eyeriss65nm.profile
    let layers = shapes.enumerated().map { LayerWork("conv\($0 + 1)", $1.work) }
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
            accesses * device.wordBytes.value, .bytes,
            "\(accessesPerMultiplyAdd) accesses a multiply-add"),
          estimated: energy.dramWords * device.wordBytes.value, isFitted: false),
      ])
  }

  /// A convolution by its shape; maps and windows are square.
  struct Convolution: Sendable {
    /// Channels and side of the maps that come in and go out.
    var inputs: Int
    var inputSide: Int
    var outputs: Int
    var outputSide: Int
    var window: Int
    var groups = 1

    var work: Work {
      let weights = Double(outputs * inputs / groups * window * window)
      return Work(
        multiplyAdds: weights * Double(outputSide * outputSide), connections: weights,
        parameters: weights, inputElements: Double(inputs * inputSide * inputSide),
        outputElements: Double(outputs * outputSide * outputSide), weightElements: weights)
    }
  }

  /// Krizhevsky, Sutskever and Hinton, NIPS 2012, with inputs of 227 x 227: 666 million
  /// multiply-adds.
  static let alexNet = [
    Convolution(inputs: 3, inputSide: 227, outputs: 96, outputSide: 55, window: 11),
    Convolution(inputs: 96, inputSide: 27, outputs: 256, outputSide: 27, window: 5, groups: 2),
    Convolution(inputs: 256, inputSide: 13, outputs: 384, outputSide: 13, window: 3),
    Convolution(inputs: 384, inputSide: 13, outputs: 384, outputSide: 13, window: 3, groups: 2),
    Convolution(inputs: 384, inputSide: 13, outputs: 256, outputSide: 13, window: 3, groups: 2),
  ]

  /// Simonyan and Zisserman, ICLR 2015, configuration D: 15.3 billion multiply-adds.
  static let vgg16 = [
    (3, 64, 224), (64, 64, 224), (64, 128, 112), (128, 128, 112), (128, 256, 56), (256, 256, 56),
    (256, 256, 56), (256, 512, 28), (512, 512, 28), (512, 512, 28), (512, 512, 14),
    (512, 512, 14), (512, 512, 14),
  ].map {
    Convolution(inputs: $0, inputSide: $2, outputs: $1, outputSide: $2, window: 3)
  }
}
