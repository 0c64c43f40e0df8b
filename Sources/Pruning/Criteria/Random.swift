import Networks
import Tensors

/// A number drawn for each channel: what any other criterion has to be better than.
public struct Random: WeightCriterion {
  public let name = "random"
  public let summary = "a random number for each channel, from the seed"
  public let source = "a control; Mittal et al., Recovering from Random Pruning, 2018"

  /// The criterion; it has no settings.
  public init() {}

  /// One draw: several would be alike for all channels, and the group would never be among the
  /// lowest.
  public func joined(_ members: [[Double]]) -> [Double] { members[0] }

  public func scores(_ scene: CriterionScene) throws(Interruption) -> [[Double]] {
    let generator = Generator(seed: scene.seed, stream: .gates, epoch: UInt64(scene.step))
    return scene.producers.map { producer in
      let layer = generator.split(producer)
      let channels = scene.network.graph.nodes[producer].shape.channels
      return (0..<channels).map { Double(layer.uniform($0)) }
    }
  }

  public func weightScores(_ index: Int, _ scene: CriterionScene) -> [Float] {
    let generator = Generator(seed: scene.seed, stream: .gates, epoch: UInt64(scene.step))
    let weights = generator.split(index)
    return (0..<scene.network.parameters[index].value.count).map { weights.uniform($0) }
  }
}
