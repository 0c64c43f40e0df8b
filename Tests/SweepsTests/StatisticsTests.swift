import Foundation
import Testing

@testable import Sweeps

/// Intervals of means, against tables and against draws.
@Suite struct StatisticsTests {
  /// Table 26.10 of Abramowitz and Stegun, two-sided 95 % and 99 %.
  @Test(arguments: [
    (1, 12.706, 63.657), (2, 4.303, 9.925), (4, 2.776, 4.604), (9, 2.262, 3.250),
    (29, 2.045, 2.756), (120, 1.980, 2.617),
  ])
  func quantiles(_ freedom: Int, _ five: Double, _ one: Double) {
    #expect(abs(StudentT.quantile(0.95, freedom: freedom) - five) < 6e-4)
    #expect(abs(StudentT.quantile(0.99, freedom: freedom) - one) < 6e-4)
  }

  /// With one degree of freedom it is Cauchy's, with two it has a closed form.
  @Test(arguments: [0.0, 0.1, 0.7, 1, 3, 40, 1e6]) func closedForms(_ t: Double) {
    #expect(abs(StudentT.central(t, freedom: 1) - 2 / .pi * atan(t)) < 1e-12)
    #expect(abs(StudentT.central(t, freedom: 2) - t / (2 + t * t).squareRoot()) < 1e-12)
  }

  @Test func quantileAndDistributionAreInverse() {
    for freedom in [1, 3, 7, 50, 9_999] {
      for share in [0.05, 0.5, 0.95, 0.999] {
        let t = StudentT.quantile(share, freedom: freedom)
        #expect(abs(StudentT.central(t, freedom: freedom) - share) < 1e-10)
      }
    }
  }

  @Test func summaries() throws {
    let three = try #require(ScoreSummary([1, 2, 6]))
    #expect(three.count == 3 && three.mean == 3)
    #expect(abs(try #require(three.deviation) - 7.0.squareRoot()) < 1e-12)
    // 4.302653 · √7 / √3
    #expect(abs(try #require(three.halfInterval) - 6.572411) < 1e-5)
    #expect(!three.excludesZero)
    #expect(try #require(ScoreSummary([2, 2.1, 1.9])).excludesZero)
    let one = try #require(ScoreSummary([5]))
    #expect(one.mean == 5 && one.deviation == nil && one.interval == nil && !one.excludesZero)
    #expect(ScoreSummary([0.1, 0.1, 0.1])?.deviation == 0)
    #expect(ScoreSummary([]) == nil && ScoreSummary([1, .nan]) == nil)
  }

  /// The interval of five runs holds the true mean in 95 of 100 series.
  @Test func coverage() {
    var state: UInt64 = 7
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) / Double(1 << 53)
    }
    func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    let series = 4_000
    let held = (0..<series).count { _ in
      ScoreSummary((0..<5).map { _ in 3 + 2 * normal() })!.interval!.contains(3)
    }
    // Three standard deviations of a share of 4,000.
    #expect(abs(Double(held) / Double(series) - 0.95) < 0.0104)
  }
}
