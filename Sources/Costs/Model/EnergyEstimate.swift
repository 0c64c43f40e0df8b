/// The energy model's answer for a network: joules of one image, layer by layer.
public struct EnergyEstimate: Hashable, Sendable, Codable {
  /// One layer's share; all figures are for one image of the batch.
  public struct Layer: Hashable, Sendable, Codable {
    /// Of the layer, or `optimizer`.
    public var name: String
    /// Of one image.
    public var energy: EnergyBreakdown
    /// What its time is spent on.
    public var bound: Bound

    /// A layer's share of the estimate.
    public init(name: String, energy: EnergyBreakdown, bound: Bound) {
      self.name = name
      self.energy = energy
      self.bound = bound
    }
  }

  /// What a layer's time is spent on; the longest of the three.
  public enum Bound: String, Hashable, Sendable, Codable, CaseIterable {
    case compute
    case memory
    case launch
  }

  /// The device's name in `DeviceCatalog`.
  public var device: String

  /// Images that run through a layer together; the figures below are for one of them.
  public var batch: Int

  /// In the order asked; a training step ends with an entry `optimizer`.
  public var layers: [Layer]

  /// Where the figures come from: the model and the device's citations.
  public var source: String

  /// An estimate whose layers each hold the joules of one image.
  public init(device: String, batch: Int, layers: [Layer], source: String) {
    self.device = device
    self.batch = batch
    self.layers = layers
    self.source = source
  }

  /// Always estimated: a model computed it, whatever its constants are.
  public var kind: SourcedFigure.Kind { .estimated }

  /// The sum over the layers, for one image.
  public var perImage: EnergyBreakdown { layers.reduce(.zero) { $0 + $1.energy } }

  /// The sum over the layers, for the whole batch (one training step, one batched inference).
  public var perBatch: EnergyBreakdown { perImage * Double(batch) }

  /// Joules of one image.
  public var joules: Joules { perImage.joules }

  /// Seconds of one image at this batch.
  public var seconds: Seconds { perImage.seconds }

  /// Joules of one image with unit, kind and source.
  public var figure: SourcedFigure { SourcedFigure(joules.value, .joules, kind, source: source) }

  /// The share saved against another estimate: 1 - joules / dense joules, 0 if that is 0.
  ///
  /// It is smaller than the share of multiply-adds cut wherever memory traffic, launches or static
  /// power weigh, which a cut of multiply-adds leaves as they are.
  public func saved(against dense: EnergyEstimate) -> Double {
    let reference = dense.joules.value
    return reference > 0 ? 1 - joules.value / reference : 0
  }
}
