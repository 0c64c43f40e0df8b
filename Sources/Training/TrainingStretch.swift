import Costs

/// Batches trained on one graph, for what they cost.
public struct TrainingStretch: Sendable, Codable {
  /// The layers that were trained, work of one image each.
  public var layers: [LayerWork]
  /// The layers as they were before anything left.
  public var denseLayers: [LayerWork]
  /// Images of a batch.
  public var batch: Int
  /// What the optimizer reads, writes and computes for a parameter.
  public var optimizer: OptimizerCost
  /// Batches trained.
  public var steps: Int

  /// So many steps of one graph in batches of one size.
  public init(
    layers: [LayerWork], denseLayers: [LayerWork], batch: Int, optimizer: OptimizerCost, steps: Int
  ) {
    self.layers = layers
    self.denseLayers = denseLayers
    self.batch = batch
    self.optimizer = optimizer
    self.steps = steps
  }

  /// Whether batches of the other belong to this stretch. What an older version saved knows no
  /// shapes of products.
  func continues(_ other: TrainingStretch) -> Bool {
    batch == other.batch && optimizer == other.optimizer && layers.count == other.layers.count
      && zip(layers, other.layers).allSatisfy {
        $0 == $1 || $0.product == nil && $0 == $1.shapeless
      }
  }
}
