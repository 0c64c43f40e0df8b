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
  /// Seconds of a direction; a first layer needs no gradient of its input.
  public var seconds: [Direction: Sample]
  /// What each direction reads and writes at least, bytes: both maps of the batch and the weights,
  /// once.
  public var bytes: Double
  /// Direct multiply-adds for each product that minimal filtering takes; 1 without it.
  public var saving: Double

  /// FLOPs of all its directions, two a multiply-add.
  public var operations: Double { 2 * multiplyAdds * Double(seconds.count) }

  /// FLOPs of direct multiply-adds for each byte that has to move.
  public var intensity: Double { 2 * multiplyAdds / bytes }

  /// The products of a network and, in turn with them, multiply-adds in registers.
  public struct Series {
    /// Layers that have products, in the order of the network.
    public let layers: [LayerTiming]
    /// Seconds of a try of `PeakRate`.
    let peak: Sample
    /// Bytes a second that a copy read and wrote.
    public let copyRate: Double

    /// FLOPs a second that multiply-adds in registers reached.
    public var peakRate: Double { PeakRate.operations / peak.least }

    /// What bounds a layer's rate in FLOPs of direct multiply-adds a second (Williams, Waterman and
    /// Patterson, CACM 2009): the products that it takes at the peak, and its bytes at the rate of
    /// a copy. A cache that holds the maps moves them faster.
    public func roof(of layer: LayerTiming) -> Roof {
      Roof(arithmetic: peakRate * layer.saving, memory: copyRate * layer.intensity)
    }

    /// The rate of these layers beside that of multiply-adds in registers.
    public func shareOfPeak(_ layers: [LayerTiming]) -> MeasuredRatio {
      let samples = layers.flatMap(\.seconds.values)
      let operations = layers.reduce(0) { $0 + $1.operations }
      guard let first = samples.first else { return peak.ratio(to: peak).times(0) }
      return peak.ratio(to: samples.dropFirst().reduce(first, +))
        .times(operations / PeakRate.operations)
    }
  }

  /// Two limits, FLOPs a second; the lower one bounds.
  public struct Roof {
    /// What the products leave.
    public let arithmetic: Double
    /// What the bytes leave.
    public let memory: Double

    /// As it is told.
    public var bound: String { memory < arithmetic ? "memory" : "arithmetic" }
  }

  /// - Parameter rounds: nil: until their ratios to the peak are stable.
  public static func measure(
    _ graph: Graph, batch: Int, rounds: Int?, stop: StopFlag
  ) throws -> Series {
    var things: [() throws -> Void] = [PeakRate.run]
    var places: [(layer: Int, Direction)] = []
    var layers: [LayerTiming] = []
    for node in graph.nodes where node.isRead {
      guard let product = node.product else { continue }
      let minimal = !node.inputs.contains(Graph.source)
      layers.append(LayerTiming(node, product, batch: batch, minimal: minimal))
      let x = Activations(batch, product.input, repeating: 0.5)
      let dy = Activations(batch, product.output, repeating: 0.25)
      let weight = Tensor(product.weights, repeating: 0.01)
      for direction in Direction.allCases where direction != .input || layers.count > 1 {
        places.append((layers.count - 1, direction))
        things.append {
          if stop.isRaised { throw Interruption() }
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
        }
      }
    }
    let samples = try Turns.measure(rounds: rounds, things)
    for ((layer, direction), sample) in zip(places, samples.dropFirst()) {
      layers[layer].seconds[direction] = sample
    }
    return Series(layers: layers, peak: samples[0], copyRate: CopyRate.measured())
  }

  private init(_ node: Node, _ product: Product, batch: Int, minimal: Bool) {
    name = node.name
    multiplyAdds = node.work.work.multiplyAdds * Double(batch)
    seconds = [:]
    let weights = product.weights.reduce(1, *)
    bytes = 4 * Double((product.input.size + product.output.size) * batch + weights)
    saving = minimal ? product.geometry.saving(on: product.input) : 1
  }
}
