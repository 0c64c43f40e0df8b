import Tensors

/// Per-channel normalisation: x ↦ (x - mean) / deviation, with bytes read as value / 255.
///
/// Mean and deviation (the population's, divisor n) come from the training part alone. A channel
/// that never varies keeps deviation 1, so that it becomes 0.
public struct Normalisation: Sendable, Hashable, Codable {
  /// The mean of each channel, in units of the scaled value.
  public let mean: [Double]
  /// The standard deviation of each channel, above 0.
  public let deviation: [Double]

  /// One mean and one deviation for each channel; deviations are above 0.
  public init(mean: [Double], deviation: [Double]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Measures a part. Sums of bytes are exact integers; sums of numbers are in double precision, in
  /// the order of the records, mean first and squares of differences second.
  ///
  /// - Parameter stop: ends the work early where it is raised; the figures are then of no use.
  public init(of examples: Examples, stop: StopFlag? = nil) {
    let shape = examples.shape
    switch examples.pixels {
    case .bytes(let values):
      var sums = ByteSums(shape)
      sums.add(values)
      self.init(sums)
    case .reals(let values): self.init(reals: values, shape: shape)
    case .mapped(let records):
      var sums = ByteSums(shape)
      records.eachPiece(stop: stop) { sums.add($0) }
      self.init(sums)
    }
  }

  /// From sums over all bytes of each channel.
  private init(_ sums: ByteSums) {
    let number = Double(max(1, sums.count / max(1, sums.values.count)))
    let mean = sums.values.map { Double($0) / number }
    let variance = zip(sums.squares, mean).map { Double($0) / number - $1 * $1 }
    self.init(mean: mean.map { $0 / 255 }, deviation: variance.map { Self.root($0) / 255 })
    // A constant channel: `root` gave 1 of 255; any positive deviation maps it to 0.
  }

  private init(reals: [Float], shape: Shape) {
    let number = Double(max(1, reals.count / max(1, shape.channels)))
    var mean = [Double](repeating: 0, count: shape.channels)
    Self.eachValue(of: reals, shape: shape) { mean[$0] += $1 }
    for channel in mean.indices { mean[channel] /= number }
    var variance = [Double](repeating: 0, count: shape.channels)
    Self.eachValue(of: reals, shape: shape) { channel, value in
      let difference = value - mean[channel]
      variance[channel] += difference * difference
    }
    self.init(mean: mean, deviation: variance.map { Self.root($0 / number) })
  }

  /// The normalised values of all 256 bytes in `channel`.
  public func table(channel: Int) -> [Float] {
    (0..<256).map { Float((Double($0) / 255 - mean[channel]) / deviation[channel]) }
  }

  /// The normalised value of a number in `channel`.
  public func value(_ number: Float, channel: Int) -> Float {
    Float((Double(number) - mean[channel]) / deviation[channel])
  }

  private static func eachValue(
    of reals: [Float], shape: Shape, _ visit: (_ channel: Int, _ value: Double) -> Void
  ) {
    let area = shape.area
    for index in reals.indices { visit(index / area % shape.channels, Double(reals[index])) }
  }

  private static func root(_ variance: Double) -> Double {
    variance > 1e-24 ? variance.squareRoot() : 1
  }
}

/// Exact sums of bytes and of their squares, by channel.
private struct ByteSums {
  private let area: Int
  private(set) var values: [UInt64]
  private(set) var squares: [UInt64]
  /// Bytes in all.
  private(set) var count = 0

  init(_ shape: Shape) {
    area = shape.area
    values = [UInt64](repeating: 0, count: shape.channels)
    squares = values
  }

  /// Adds whole records.
  mutating func add(_ bytes: [UInt8]) {
    var channel = 0
    for start in stride(from: 0, to: bytes.count, by: area) {
      var sum: UInt64 = 0
      var square: UInt64 = 0
      for index in start..<start + area {
        let value = UInt64(bytes[index])
        sum &+= value
        square &+= value &* value
      }
      values[channel] &+= sum
      squares[channel] &+= square
      channel = channel + 1 == values.count ? 0 : channel + 1
    }
    count += bytes.count
  }
}
