import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct GeneratorTests {
    static let draws = 200_000
    let generator = Generator(seed: 1, stream: .weights)

    /// The known answers that Random123 publishes for philox2x32-10.
    @Test func oracleGivesPublishedAnswers() {
      #expect(OracleGenerator.philox(counter: (0, 0), key: 0) == (0xFF1D_AE59, 0x6CD1_0DF2))
      let ones = UInt32.max
      #expect(
        OracleGenerator.philox(counter: (ones, ones), key: ones) == (0x2C3F_628B, 0xAB4F_D7AD))
      #expect(
        OracleGenerator.philox(counter: (0x243F_6A88, 0x85A3_08D3), key: 0x1319_8A2E)
          == (0xDD7C_E038, 0xF62A_4C12))
    }

    @Test func bitsAreTheOracles() {
      for seed: UInt64 in [0, 1, 42, .max] {
        for stream in Generator.Stream.allCases {
          for epoch: UInt64 in [0, 1, 300] {
            let generator = Generator(seed: seed, stream: stream, epoch: epoch)
            for index in [0, 1, 2, 1000, 1 << 40] {
              let expected = OracleGenerator.bits(
                seed: seed, stream: stream.rawValue, epoch: epoch, index: UInt64(index))
              #expect(generator.bits(index) == expected)
            }
          }
        }
      }
    }

    /// Recorded once. A change here changes every network ever trained from a seed.
    @Test func goldenValues() {
      #expect(
        (0..<3).map(generator.bits)
          == [1_734_665_780_631_049_896, 4_752_028_817_353_594_883, 15_829_616_276_317_986_329])
      #expect((0..<3).map(generator.uniform) == [0.0940364, 0.257608, 0.8581252])
      #expect((0..<3).map(generator.normal) == [0.29055217, 0.44781753, -0.4649843])
      #expect(generator.permutation(8) == [6, 3, 2, 5, 7, 0, 1, 4])
      #expect(generator.split(3).bits(5) == 11_698_214_178_413_950_522)
    }

    @Test func uniformity() {
      let bins = 100
      var counts = [Int](repeating: 0, count: bins)
      var sum = 0.0
      for index in 0..<Self.draws {
        let value = generator.uniform(index)
        #expect(value >= 0 && value < 1)
        counts[Int(value * Float(bins))] += 1
        sum += Double(value)
      }
      let expected = Double(Self.draws) / Double(bins)
      let chi = counts.reduce(0) {
        $0 + (Double($1) - expected) * (Double($1) - expected) / expected
      }
      // 99 degrees of freedom: mean 99, deviation 14.
      #expect(chi > 50 && chi < 160)
      #expect(abs(sum / Double(Self.draws) - 0.5) < 4 * 0.2887 / Double(Self.draws).squareRoot())
    }

    @Test func normalMoments() {
      let values = (0..<Self.draws).map { Double(generator.normal($0)) }
      let n = Double(Self.draws)
      func moment(_ power: Int) -> Double {
        values.reduce(0) { $0 + pow($1, Double(power)) } / n
      }
      let unit = 4 / n.squareRoot()
      #expect(abs(moment(1)) < unit)
      #expect(abs(moment(2) - 1) < unit * 2.0.squareRoot())
      #expect(abs(moment(3)) < unit * 15.0.squareRoot())
      #expect(abs(moment(4) - 3) < unit * 96.0.squareRoot())
      let beyond = Double(values.count { abs($0) > 1.959964 }) / n
      #expect(abs(beyond - 0.05) < unit * 0.218)
      #expect(values.allSatisfy { $0.isFinite && abs($0) < 6.7 })
    }

    @Test func integersCoverTheirRange() {
      var counts = [Int](repeating: 0, count: 7)
      for index in 0..<7000 { counts[generator.integer(index, below: 7)] += 1 }
      #expect(counts.allSatisfy { abs($0 - 1000) < 120 })
      #expect(generator.integer(3, below: 1) == 0)
    }

    /// Seeds, streams, epochs and splits give sequences that share nothing and do not correlate.
    @Test func sequencesDiffer() {
      var sequences: [Generator] = []
      for seed: UInt64 in [0, 1, 2] {
        for stream in Generator.Stream.allCases {
          for epoch: UInt64 in 0..<4 {
            let generator = Generator(seed: seed, stream: stream, epoch: epoch)
            sequences += [generator, generator.split(0), generator.split(1)]
          }
        }
      }
      #expect(Set(sequences).count == sequences.count)
      let drawn = sequences.map { generator in (0..<64).map(generator.bits) }
      #expect(Set(drawn.joined()).count == sequences.count * 64)
      var agreeing = 0
      for pair in zip(drawn, drawn.dropFirst()) {
        for (a, b) in zip(pair.0, pair.1) { agreeing += (a ^ b).nonzeroBitCount }
      }
      let bits = Double((drawn.count - 1) * 64 * 64)
      #expect(abs(Double(agreeing) / bits - 0.5) < 4 * 0.5 / bits.squareRoot())
    }

    @Test func equalPositionsGiveEqualNumbers() {
      let twin = Generator(seed: 1, stream: .weights)
      #expect(generator == twin)
      #expect(generator.split(7).normal(11) == twin.split(7).normal(11))
    }

    @Test(arguments: [0, 1, 2, 10, 1000]) func permutation(_ count: Int) {
      #expect(generator.permutation(count).sorted() == Array(0..<count))
    }

    /// Every order of four comes up about as often.
    @Test func permutationsAreFair() {
      var counts: [[Int]: Int] = [:]
      for epoch in 0..<24_000 {
        let generator = Generator(seed: 3, stream: .order, epoch: UInt64(epoch))
        counts[generator.permutation(4), default: 0] += 1
      }
      #expect(counts.count == 24)
      #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
    }
  }
}
