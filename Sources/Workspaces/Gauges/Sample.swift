/// Repeated measurements of one thing, round by round.
public struct Sample {
  /// In the order they were taken.
  public private(set) var values: [Double]

  /// - Parameter values: in the unit of the thing.
  public init(_ values: [Double] = []) { self.values = values }

  mutating func add(_ value: Double) { values.append(value) }

  /// The measurement in the middle; 0 where there is none.
  public var median: Double { quantile(1, of: 2) }
  /// Half the distance between the quartiles.
  public var spread: Double { (quantile(3, of: 4) - quantile(1, of: 4)) / 2 }
  /// The smallest; 0 where there is none.
  public var least: Double { values.min() ?? 0 }

  private func quantile(_ part: Int, of parts: Int) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count * part / parts]
  }

  /// How many times `other` this is; both were measured in the same rounds.
  public func ratio(to other: Sample) -> MeasuredRatio { MeasuredRatio(values, to: other.values) }

  /// Round by round.
  static func + (left: Sample, right: Sample) -> Sample {
    Sample(zip(left.values, right.values).map { $0 + $1 })
  }
}
