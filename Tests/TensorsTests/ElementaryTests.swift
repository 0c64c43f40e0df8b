import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  /// The project's own elementary functions against the C library's.
  @Suite struct ElementaryTests {
    static func ulps(_ actual: Double, _ expected: Double) -> Double {
      guard actual != expected else { return 0 }
      return abs(actual - expected) / max(abs(expected), Double.leastNormalMagnitude).ulp
    }

    @Test func exponential() {
      let worst = (-7080...7090).map { Double($0) / 10 + 0.0123 }
        .map { Self.ulps(Elementary.exp($0), Foundation.exp($0)) }.max()!
      #expect(worst <= 2)
      let near = (-1000...1000).map { Double($0) / 1e4 }
        .map { Self.ulps(Elementary.exp($0), Foundation.exp($0)) }.max()!
      #expect(near <= 1)
      #expect(Elementary.exp(0) == 1)
    }

    @Test func exponentialAtTheEnds() {
      #expect(Elementary.exp(710) == .infinity)
      #expect(Elementary.exp(.infinity) == .infinity)
      #expect(Elementary.exp(709.78).isFinite)
      #expect(Elementary.exp(-746) == 0)
      #expect(Elementary.exp(-.infinity) == 0)
      #expect(Elementary.exp(.nan).isNaN)
      #expect(Self.ulps(Elementary.exp(-740), Foundation.exp(-740)) <= 1)
    }

    @Test func logarithm() {
      let generator = Generator(seed: 9, stream: .trial)
      var worst = 0.0
      for index in 0..<20_000 {
        let x = Double(generator.bits(index) >> 32) + 1
        for argument in [x * 0x1p-32, x * 0x1p-16, x * 1e200, x * 1e-300] {
          worst = max(worst, Self.ulps(Elementary.log(argument), Foundation.log(argument)))
        }
      }
      #expect(worst <= 2)
    }

    @Test func logarithmNearOne() {
      let worst = (-1000...1000).map { 1 + Double($0) * 1e-5 }
        .map { Self.ulps(Elementary.log($0), Foundation.log($0)) }.max()!
      #expect(worst <= 2)
      #expect(Elementary.log(1) == 0)
      #expect(Elementary.log(1.0.nextDown) == -0x1p-53)
    }

    @Test func logarithmAtTheEnds() {
      #expect(Elementary.log(0) == -.infinity)
      #expect(Elementary.log(-1).isNaN)
      #expect(Elementary.log(.nan).isNaN)
      #expect(Elementary.log(.infinity) == .infinity)
      let least = Double.leastNonzeroMagnitude
      #expect(Self.ulps(Elementary.log(least), Foundation.log(least)) <= 1)
    }

    /// The reference takes the sine of what is left to a quarter, where that is exact.
    @Test func cosine() {
      var worst = 0.0
      for index in -50_000...50_000 {
        let turn = Double(index) / 17_777
        let fraction = abs(turn - turn.rounded())
        let fromQuarter = 0.25 - fraction
        let expected =
          abs(fromQuarter) < 0.125
          ? Foundation.sin(2 * Double.pi * fromQuarter)
          : fraction < 0.25
            ? Foundation.cos(2 * Double.pi * fraction)
            : -Foundation.cos(2 * Double.pi * (0.5 - fraction))
        worst = max(worst, Self.ulps(Elementary.cosTurn(turn), expected))
      }
      #expect(worst <= 2)
      #expect(Elementary.cosTurn(0) == 1)
      #expect(Elementary.cosTurn(0.5) == -1)
      #expect(Elementary.cosTurn(0.25) == 0)
      #expect(Elementary.cosTurn(-0.75) == 0)
      #expect(Elementary.cosPi(1) == -1)
      #expect(Elementary.cosPi(0.5) == 0)
    }
  }
}
