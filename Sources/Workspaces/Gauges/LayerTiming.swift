import Networks
import Tensors

/// Measured time of the products of one layer, each direction by itself.
public struct LayerTiming {
  /// The three products of a training step.
  public enum Direction: String, CaseIterable {
    case forward
    /// Backward to the input.
    case input
    /// Backward to the weights.
    case weights
  }

  /// The layer's name in the graph.
  public var name: String
  /// Multiply-adds of one direction for the whole batch.
  public var multiplyAdds: Double
  /// Median seconds of a direction; a first layer needs no gradient of its input.
  public var seconds: [Direction: Double]

  /// FLOPs a second of a direction, two a multiply-add.
  public func rate(_ direction: Direction) -> Double? {
    seconds[direction].map { 2 * multiplyAdds / $0 }
  }

  /// - Parameter rounds: after one to warm up.
  public static func measure(
    _ graph: Graph, batch: Int, rounds: Int, stop: StopFlag
  ) throws(Interruption) -> [LayerTiming] {
    var result: [LayerTiming] = []
    for node in graph.nodes where node.isRead {
      guard let product = node.product else { continue }
      let x = Activations(batch, product.input, repeating: 0.5)
      let dy = Activations(batch, product.output, repeating: 0.25)
      let minimal = !node.inputs.contains(Graph.source)
      let weight = Tensor(product.weights, repeating: 0.01)
      var timing = LayerTiming(
        name: node.name, multiplyAdds: node.work.work.multiplyAdds * Double(batch), seconds: [:])
      for direction in Direction.allCases where direction != .input || !result.isEmpty {
        var times: [Double] = []
        for round in 0...rounds {
          if stop.isRaised { throw Interruption() }
          let start = ContinuousClock.now
          switch direction {
          case .forward:
            _ = Convolution.forward(
              x, weight: weight, bias: nil, product.geometry, minimal: minimal)
          case .input:
            _ = Convolution.inputGradient(
              dy, weight: weight, input: product.input, product.geometry)
          case .weights:
            _ = Convolution.weightGradient(x, dy, product.geometry, minimal: minimal)
          }
          if round > 0 { times.append((ContinuousClock.now - start).seconds) }
        }
        timing.seconds[direction] = TimeSample(times).median
      }
      result.append(timing)
    }
    return result
  }
}
