import Tensors

/// Batch normalisation as plain loops in double precision.
package enum OracleNormalization {
  /// Mean and biased variance of each channel.
  package static func statistics(_ x: Batch) -> [(mean: Double, variance: Double)] {
    (0..<x.shape.channels).map { channel in
      let numbers = numbers(x, channel)
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, squares / Double(numbers.count))
    }
  }

  private static func numbers(_ x: Batch, _ channel: Int) -> [Double] {
    var result: [Double] = []
    for image in 0..<x.count {
      for row in 0..<x.shape.height {
        for column in 0..<x.shape.width { result.append(x[image, channel, row, column]) }
      }
    }
    return result
  }

  /// `(x − μ) / √(σ² + ε) · scale + shift`, then a rectifier if asked for.
  package static func forward(
    _ x: Batch, scale: [Double], shift: [Double], epsilon: Double, rectified: Bool,
    fixed: [(mean: Double, variance: Double)]? = nil
  ) -> Batch {
    let statistics = fixed ?? statistics(x)
    var y = x
    for index in x.values.indices {
      let channel = index / x.shape.area % x.shape.channels
      let (mean, variance) = statistics[channel]
      let value =
        (x.values[index] - mean) / (variance + epsilon).squareRoot() * scale[channel]
        + shift[channel]
      y.values[index] = rectified ? max(value, 0) : value
    }
    return y
  }
}
