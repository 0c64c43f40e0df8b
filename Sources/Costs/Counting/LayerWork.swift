/// A layer's name and the work of one image in it: what the energy model is asked about.
public struct LayerWork: Hashable, Sendable, Codable {
  /// As it stands in tables.
  public var name: String
  /// Of one image, whether the layer is fused or not.
  public var work: Work

  /// True for an element-wise layer that is computed together with the layer before it (batch norm
  /// and ReLU after a convolution): its activations move no words and it is not launched alone.
  public var isFused: Bool

  /// The shape of its products; nil where it has none, or they are not known.
  public var product: ProductShape?

  /// A layer of its own unless it is said to be fused with the one before.
  public init(
    _ name: String, _ work: Work, isFused: Bool = false, product: ProductShape? = nil
  ) {
    self.name = name
    self.work = work
    self.isFused = isFused
    self.product = product
  }

  /// The same without the shape of its products.
  public var shapeless: LayerWork { LayerWork(name, work, isFused: isFused) }

  /// The work that is charged: without activation traffic if the layer is fused.
  public var charged: Work { isFused ? work.fused : work }

  /// Whether the device is asked to start something for this layer; a flatten, which only renames
  /// what is there, has no work and costs nothing.
  public var isLaunched: Bool { !isFused && work != .zero }
}

extension Array<LayerWork> {
  /// The first layer with weights: it and what comes before it need no gradient of their inputs.
  var firstLearned: Int { firstIndex { $0.work.parameters > 0 } ?? count }
}

extension Sequence where Element == LayerWork {
  /// The work of one image in all of these layers, as counted (fused or not).
  public var total: Work { reduce(.zero) { $0 + $1.work } }
}
