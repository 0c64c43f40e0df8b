import Costs

/// Batches trained on one graph, for what they cost.
public struct TrainingStretch: Sendable, Codable {
  public var layers: [LayerWork]
  /// The layers as they were before anything left.
  public var denseLayers: [LayerWork]
  /// Images of a batch.
  public var batch: Int
  public var optimizer: OptimizerCost
  public var steps: Int

  public init(
    layers: [LayerWork], denseLayers: [LayerWork], batch: Int, optimizer: OptimizerCost, steps: Int
  ) {
    self.layers = layers
    self.denseLayers = denseLayers
    self.batch = batch
    self.optimizer = optimizer
    self.steps = steps
  }

  /// Whether batches of the other belong to this stretch.
  func continues(_ other: TrainingStretch) -> Bool {
    batch == other.batch && layers == other.layers && optimizer == other.optimizer
  }
}
