import Foundation
import TestSupport
import Testing

@testable import Workspaces

/// Two things timed in turn, and what may be said of their ratio.
@Suite struct MeasuredRatioTests {
  /// Rounds of a machine that is kept from its work: most rounds take longer, some many times.
  private static func rounds(
    _ count: Int, of seconds: Double, disturbed share: Double, _ generator: inout SplitMix
  ) -> [Double] {
    (0..<count).map { _ in
      let noise = 1 + 0.03 * Double(generator.below(1000)) / 1000
      let isDisturbed = Double(generator.below(1000)) < 1000 * share
      return seconds * noise * (isDisturbed ? 1 + 6 * Double(generator.below(1000)) / 1000 : 1)
    }
  }

  /// As the medians of the issue that this mends, which went from −607 % to +85 %.
  @Test(arguments: [(0.0, 1.0), (0.8, 1.0), (0.5, 0.54), (0.8, 0.54), (0.9, 2.5)])
  func disturbedRoundsTellTheSame(_ share: Double, _ ratio: Double) {
    var found: [MeasuredRatio] = []
    for seed in 0..<200 {
      var generator = SplitMix(seed: UInt64(seed))
      let b = Self.rounds(400, of: ratio, disturbed: share, &generator)
      let a = Self.rounds(400, of: 1, disturbed: share, &generator)
      found.append(Sample(b).ratio(to: Sample(a)))
    }
    let right = found.count { abs(log($0.value / ratio)) <= $0.range }
    #expect(right >= 190, "\(right) of 200 ranges hold the ratio")
    let median = found.map(\.range).sorted()[100]
    #expect(median < 0.15, "the range of most is \(median)")
    // Of equals nearly none are told apart; of those that differ by half nearly all.
    let told = found.count { $0.isDifference }
    #expect(ratio == 1 ? told <= 10 : told >= 190, "\(told) of 200 are told apart")
  }

  @Test func byHand() {
    // Eight blocks of one round; 1.05 ± what eight equal rounds leave open: nothing.
    let ratio = Sample([Double](repeating: 2.1, count: 8)).ratio(
      to: Sample([Double](repeating: 2, count: 8)))
    #expect(abs(ratio.value - 1.05) < 1e-12 && ratio.openness < 1e-12)
    #expect(abs(ratio.range - 0.1) < 1e-12)
    #expect(abs(ratio.cut + 0.05) < 1e-12)
    #expect(abs(ratio.uncertainty - 1.05 * (exp(0.1) - 1)) < 1e-12)
    #expect(!ratio.isDifference)
    // ln 1, ln 2: mean deviation √(½) ln 2, Student 12.706 for one degree of freedom.
    let two = Sample([1, 2]).ratio(to: Sample([1, 1]))
    #expect(abs(two.openness - 12.706 * log(2) / 2) < 1e-9)
    #expect(abs(two.value - 2.0.squareRoot()) < 1e-12)
    #expect(!two.isDifference)
  }

  /// One round, or none, tells nothing, and traps nowhere.
  @Test(arguments: [[], [1.0]]) func tooFewRounds(_ values: [Double]) {
    let ratio = Sample(values).ratio(to: Sample(values))
    #expect(ratio.range == .infinity && !ratio.isDifference)
  }

  @Test func thingsTakeTurns() throws {
    var order = ""
    let samples = try Turns.measure(
      rounds: 3,
      ["a", "b", "c"].map { name in
        {
          order += name; Thread.sleep(forTimeInterval: 4e-4)
        }
      })
    // Each twice to warm up, then in turn.
    #expect(order == "aabbcc" + "abcabcabc")
    #expect(samples.map(\.values.count) == [3, 3, 3])
    #expect(samples.allSatisfy { $0.least >= 4e-4 })
  }

  @Test func errorsEndTheTurns() {
    #expect(throws: CocoaError.self) {
      try Turns.measure([{ throw CocoaError(.fileNoSuchFile) }])
    }
  }

  @Test func quartiles() {
    let sample = Sample([4, 1, 3, 2])
    #expect(sample.median == 3 && sample.spread == 1 && sample.least == 1)
    #expect((sample + sample).values == [8, 2, 6, 4])
    #expect(Sample([]).median == 0 && Sample([]).least == 0)
  }
}
