import Networks
import Tensors

/// `Σ |w|` over the weights that make a channel: a filter of a convolution, a row of a linear
/// layer.
public struct Magnitude: WeightCriterion {
  public let name = "magnitude"
  public let summary = "the L1 norm of the weights that make a channel"
  public let source = "Li et al., Pruning Filters for Efficient ConvNets, 2017"

  /// The criterion; it has no settings.
  public init() {}

  public func scores(_ scene: CriterionScene) throws(Interruption) -> [[Double]] {
    scene.producers.map { producer in
      let place = scene.network.parameterRange(of: producer).lowerBound
      let weights = scene.network.parameters[place].value
      let values = weights.values
      let size = values.count / weights.dimensions[0]
      return stride(from: 0, to: values.count, by: size).map { start in
        values[start..<start + size].reduce(0) { $0 + Double(abs($1)) }
      }
    }
  }

  public func weightScores(_ index: Int, _ scene: CriterionScene) -> [Float] {
    scene.network.parameters[index].value.values.map(abs)
  }
}
