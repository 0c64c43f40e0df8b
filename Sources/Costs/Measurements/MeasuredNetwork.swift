/// A network at a batch as somebody measured it on a device.
public struct MeasuredNetwork: Hashable, Sendable {
  /// As it is printed: `mobilenet-v1-1.0-224`.
  public var name: String
  /// Networks of one design; one of them says much of the others.
  public var family: String
  /// Images that ran together.
  public var batch: Int
  /// Batches that were measured as one: 1 for an inference, those of a run for a training.
  public var steps: Int
  /// Of an image; of a whole run where it is a training.
  public var joules: Double
  /// The same; nil where nobody says.
  public var seconds: Double?
  /// Of an image.
  public var counts: ProductCounts
  /// Layer by layer, where a form needs shapes.
  public var layers: [LayerWork]
  /// Whether constants of the profile were fitted to it, so that agreement shows nothing.
  public var isFitted: Bool

  /// A measurement of one image unless `steps` says that it is a run.
  public init(
    _ name: String, family: String, batch: Int = 1, steps: Int = 1, joules: Double,
    seconds: Double?, counts: ProductCounts, layers: [LayerWork] = [], isFitted: Bool
  ) {
    self.name = name
    self.family = family
    self.batch = batch
    self.steps = steps
    self.joules = joules
    self.seconds = seconds
    self.counts = counts
    self.layers = layers
    self.isFitted = isFitted
  }

  /// With its batch where that is not 1: `VGG16 × 64`.
  public var title: String { batch == 1 || steps > 1 ? name : "\(name) × \(batch)" }

  /// As the fit of a sum reads it; nil where the figure was not measured.
  public func row(_ figure: Figure) -> SumFit.Row? {
    guard let measured = figure == .joules ? joules : seconds else { return nil }
    return SumFit.Row(
      counts, batch: batch, steps: steps, measured: steps > 1 ? measured : measured * Double(batch))
  }

  /// What was measured.
  public enum Figure: String, Hashable, Sendable, CaseIterable {
    case joules
    case seconds
  }
}

extension DeviceProfile {
  /// How far the profile is off.
  func error(_ network: MeasuredNetwork) -> PredictionError {
    let found = predicted(network)
    return PredictionError(
      joules: found.joules / network.joules - 1,
      seconds: network.seconds.map { found.seconds / $0 - 1 })
  }

  /// What the profile says of a measured network, in the unit of its figures.
  public func predicted(_ network: MeasuredNetwork) -> (joules: Double, seconds: Double) {
    if let form = additive {
      let batch = form.charge(network.counts, images: Double(network.batch)).energy
      let run = EnergyModel(self).run
      let steps = Double(network.steps)
      let (joules, seconds) = (batch.joules.value, batch.seconds.value)
      guard network.steps > 1 else {
        return (joules / Double(network.batch), seconds / Double(network.batch))
      }
      return (run.joules.value + steps * joules, run.seconds.value + steps * seconds)
    }
    // The watts of a chip do not hold the DRAM beside it.
    let image = EnergyModel(self).inference(network.layers, batch: network.batch).perImage
    return ((image.joules - image.dramJoules).value, image.seconds.value)
  }
}
