import Costs
import Networks
import Tensors

/// Layers of a network measured at several widths, each as a network of its own.
public enum LayerGrid {
  /// Shares of a layer's channels at which it is measured.
  static let shares = [0.25, 0.5, 0.75, 1]
  /// Rounds of each where nothing else is typed.
  static let rounds = 9

  /// - Parameters:
  ///   - rounds: measurements of each; nil for the usual number.
  ///   - progress: told how many kinds of layers are measured, of how many.
  /// - Throws: `Interruption` where `stop` was raised.
  public static func measure(
    _ graph: Graph, batch: Int, rounds: Int?, stop: StopFlag, progress: (Int, Int) -> Void
  ) throws -> [MeasuredLayersForm.Entry] {
    var kinds: [(node: Node, shape: ProductShape)] = []
    for node in graph.nodes where node.isRead && !node.isGate {
      guard let shape = node.work.product, !kinds.contains(where: { $0.shape == shape }) else {
        continue
      }
      kinds.append((node, shape))
    }
    return try kinds.enumerated().map { index, kind in
      progress(index, kinds.count)
      return try entry(kind.node, kind.shape, batch, rounds ?? Self.rounds, stop)
    }
  }

  /// Widths of a side with so many channels.
  private static func widths(_ channels: Int) -> [Int] {
    Set(shares.map { max(1, Int((Double(channels) * $0).rounded())) }).sorted()
  }

  private static func entry(
    _ node: Node, _ shape: ProductShape, _ batch: Int, _ rounds: Int, _ stop: StopFlag
  ) throws -> MeasuredLayersForm.Entry {
    let image = node.inputShapes[0]
    let makes = node.layer.flow == .makes
    let carries = shape.kind == .depthwise
    // Nothing leaves the image, nor a layer whose groups stay.
    let isFixed = node.inputs.contains(Graph.source)
    let inputs = makes && !isFixed ? widths(image.channels) : [image.channels]
    let outputs = makes || carries ? widths(node.shape.channels) : [node.shape.channels]
    var things: [() throws -> Void] = []
    for reads in inputs {
      for writes in outputs {
        let kept = carries ? writes : reads
        let layer =
          makes || carries
          ? node.layer.narrowed(
            inputs: [Array(0..<kept)], shapes: node.inputShapes,
            outputs: makes ? Array(0..<writes) : nil
          ).layer : node.layer
        let small = Shape(kept, image.height, image.width)
        let network = try Network(Graph(input: small, stack: [layer]), seed: 1)
        let load = try InferenceLoad(network, batch: batch, stop: stop)
        things.append { try load.run(stop) }
      }
    }
    let samples = try Turns.measure(rounds: rounds, things).map(\.median)
    // A linear layer behind maps reads each of their numbers.
    let numbers = shape.inputs / Double(image.channels)
    return MeasuredLayersForm.Entry(
      shape: shape, inputs: inputs.map { Double($0) * numbers }, outputs: outputs.map(Double.init),
      seconds: inputs.indices.map { row in
        outputs.indices.map { samples[row * outputs.count + $0] }
      })
  }
}
