@testable import Tensors

/// Batch normalisation as plain loops in double precision.
enum OracleNormalization {
  /// Mean and biased variance of each channel.
  static func statistics(_ x: OracleBatch) -> [(mean: Double, variance: Double)] {
    (0..<x.shape.channels).map { channel in
      let numbers = numbers(x, channel)
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, squares / Double(numbers.count))
    }
  }

  static func numbers(_ x: OracleBatch, _ channel: Int) -> [Double] {
    var result: [Double] = []
    for image in 0..<x.count {
      for row in 0..<x.shape.height {
        for column in 0..<x.shape.width { result.append(x[image, channel, row, column]) }
      }
    }
    return result
  }

  /// `(x − μ) / √(σ² + ε) · scale + shift`, then a rectifier if asked for.
  static func forward(
    _ x: OracleBatch, scale: [Double], shift: [Double], epsilon: Double, rectified: Bool,
    fixed: [(mean: Double, variance: Double)]? = nil
  ) -> OracleBatch {
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
