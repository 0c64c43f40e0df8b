/// Bytes that a layer reads and writes, every layer by itself: nothing is fused, nothing is found
/// in a cache, each number has 4 bytes (fp32).
///
/// The energy model charges less: what rides along with the layer before it moves nothing there.
public struct Traffic: AdditiveArithmetic, Hashable, Sendable {
  /// Bytes of a number.
  public static let width = 4.0

  /// Of weights (or their gradients), of what comes in, of what goes out, each read or written.
  public var weights: Double
  /// Bytes of what comes in, or of its gradient.
  public var inputs: Double
  /// Bytes of what goes out, or of its gradient.
  public var outputs: Double
  /// Bytes read.
  public var read: Double
  /// Bytes written.
  public var written: Double

  /// Read and written.
  public var moved: Double { read + written }

  public static let zero = Traffic(weights: 0, inputs: 0, outputs: 0, read: 0, written: 0)

  public static func + (left: Traffic, right: Traffic) -> Traffic { combine(left, right, +) }
  public static func - (left: Traffic, right: Traffic) -> Traffic { combine(left, right, -) }

  private static func combine(
    _ left: Traffic, _ right: Traffic, _ join: (Double, Double) -> Double
  ) -> Traffic {
    Traffic(
      weights: join(left.weights, right.weights), inputs: join(left.inputs, right.inputs),
      outputs: join(left.outputs, right.outputs), read: join(left.read, right.read),
      written: join(left.written, right.written))
  }
}

extension Traffic {
  /// Weights and inputs are read, outputs written. Weights are read once a batch.
  public static func forward(_ work: Work, batch: Int = 1) -> Traffic {
    let part = sides(work.weightElements, work, batch)
    return Traffic(part, read: part.weights + part.inputs, written: part.outputs)
  }

  /// Weights and the outputs' gradient are read, the inputs' gradient is written.
  static func backwardToInputs(_ work: Work, batch: Int) -> Traffic {
    let part = sides(work.weightElements, work, batch)
    return Traffic(part, read: part.weights + part.outputs, written: part.inputs)
  }

  /// Inputs and the outputs' gradient are read, the weights' gradient is written.
  static func backwardToWeights(_ work: Work, batch: Int) -> Traffic {
    let part = sides(work.parameters, work, batch)
    return Traffic(part, read: part.inputs + part.outputs, written: part.weights)
  }

  /// The optimizer reads weight, gradient and moments, and writes weight and moments.
  static func update(parameters: Double, _ optimizer: OptimizerCost) -> Traffic {
    let read = parameters * (optimizer.words + 1) / 2 * width
    let written = parameters * (optimizer.words - 1) / 2 * width
    return Traffic(weights: read + written, inputs: 0, outputs: 0, read: read, written: written)
  }

  private static func sides(
    _ weights: Double, _ work: Work, _ batch: Int
  ) -> (weights: Double, inputs: Double, outputs: Double) {
    let images = Double(max(1, batch))
    return (
      weights * width, images * work.inputElements * width, images * work.outputElements * width
    )
  }

  private init(
    _ part: (weights: Double, inputs: Double, outputs: Double), read: Double, written: Double
  ) {
    self.init(
      weights: part.weights, inputs: part.inputs, outputs: part.outputs, read: read,
      written: written)
  }
}
