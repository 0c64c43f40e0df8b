import Foundation
import TestSupport
import Testing

@testable import Plots

@Suite struct TicksTests {
  /// Ranges of any size, sign and narrowness.
  static func ranges(_ seed: UInt64, count: Int) -> [ClosedRange<Double>] {
    var random = SplitMix(seed: seed)
    return (0..<count).map { _ in
      let scale = pow(10, Double.random(in: -30...30, using: &random))
      let middle = Double.random(in: -1...1, using: &random) * scale
      let half = scale * pow(10, Double.random(in: -6...1, using: &random))
      return middle - half...middle + half
    }
  }

  @Test(arguments: [5, 6, 8]) func roundNumbersCoverTheRange(_ most: Int) throws {
    for range in Self.ranges(UInt64(most), count: 3000) {
      let ticks = Ticks(covering: range, atMost: most)
      #expect((3...most).contains(ticks.values.count), "\(range): \(ticks.values)")
      let step = ticks.values[1] - ticks.values[0]
      let slack = step * 1e-5
      #expect(ticks.values[0] <= range.lowerBound + slack, "\(range)")
      #expect(ticks.values[ticks.values.count - 1] >= range.upperBound - slack, "\(range)")
      // No tick is further out than the first beyond the range, unless three need the room.
      #expect(ticks.values[0] > range.lowerBound - step * 1.001, "\(range)")
      for (left, right) in zip(ticks.values, ticks.values.dropFirst()) {
        #expect(abs(right - left - step) <= slack, "\(range)")
      }
      let mantissa = step / pow(10, log10(step * 1.0001).rounded(.down))
      #expect([1, 2, 5].contains { abs(mantissa - $0) < 1e-3 }, "\(range): step \(step)")
    }
  }

  @Test func labelsTellTicksApart() {
    for range in Self.ranges(77, count: 500) where range.upperBound - range.lowerBound > 1e-12 {
      let labels = Ticks(covering: range).labels
      #expect(Set(labels).count == labels.count, "\(range): \(labels)")
    }
  }

  @Test(arguments: [
    (0.0...0.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0.0...100, ["0", "20", "40", "60", "80", "100"]),
    (-0.3...0.3, ["-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"]),
    (0.0...20_000, ["0", "5,000", "10,000", "15,000", "20,000"]),
    (0.86...1.0, ["0.86", "0.88", "0.90", "0.92", "0.94", "0.96", "0.98", "1.00"]),
  ])
  func labels(_ range: ClosedRange<Double>, _ expected: [String]) {
    #expect(Ticks(covering: range).labels == expected)
  }

  /// A constant is inside its own ticks.
  @Test(arguments: [0.0, 1, -1, 42, 1e-20, -7e25, 1e299]) func constants(_ value: Double) {
    for whole in [false, true] {
      let ticks = Ticks(covering: value...value, whole: whole)
      #expect((3...8).contains(ticks.values.count))
      #expect(ticks.values[0] <= value && value <= ticks.values[ticks.values.count - 1])
    }
  }

  @Test func epochsAreWhole() {
    for last in 1...200 {
      let ticks = Ticks(covering: 1...Double(last), whole: true)
      #expect((3...8).contains(ticks.values.count))
      #expect(ticks.values.allSatisfy { $0 == $0.rounded() })
      #expect(ticks.labels.allSatisfy { !$0.contains(".") })
    }
  }

  @Test(arguments: [
    (1.0...10.0, ["1", "2", "5", "10"]),
    (0.3...40, ["0.2", "0.5", "1", "2", "5", "10", "20", "50"]),
    (3.0...900, ["2", "5", "10", "20", "50", "100", "200", "500", "1,000"]),
    (0.5...30_000, ["0.1", "1", "10", "100", "1,000", "10,000", "100,000"]),
    (1.0...1e9, ["1", "100", "10,000", "1,000,000", "100,000,000", "10,000,000,000"]),
    (7.0...7.0, ["5", "10", "20"]),
  ])
  func ratios(_ range: ClosedRange<Double>, _ expected: [String]) {
    #expect(RatioTicks(covering: range, atMost: 9).labels == expected)
  }

  @Test(arguments: [3, 5, 8]) func ratiosCoverTheRange(_ most: Int) {
    for range in Self.ranges(UInt64(most) + 9, count: 500) where range.lowerBound > 0 {
      let values = RatioTicks(covering: range, atMost: most).values
      #expect((3...max(3, most)).contains(values.count), "\(range): \(values)")
      #expect(values[0] <= range.lowerBound * 1.00001)
      #expect(values[values.count - 1] >= range.upperBound * 0.99999)
    }
  }

  /// Ten is half way from 1 to 100.
  @Test func placesOfRatios() {
    let axis = Axis("rate", .number(""), isLogarithmic: true)
    let scale = AxisScale(axis, over: [1, 100], atMost: 3)
    #expect(scale.ticks.map(\.label) == ["1", "10", "100"])
    #expect(abs(scale.position(10) - 0.5) < 1e-12 && scale.position(1000) == 1)
  }
}
