import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Activations by their formulas in double precision, to the ends of the range.
  @Suite struct PointFunctionTests {
    struct Case: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var function: PointFunction
      var formula: @Sendable (Double) -> Double
      var slope: @Sendable (Double) -> Double
    }

    static let linear = 2 * (2 / Double.pi).squareRoot()

    static let all = [
      Case(testDescription: "gelu", function: .gelu) { x in
        x / (1 + exp(-linear * (x + 0.044715 * x * x * x)))
      } slope: { x in
        let p = 1 / (1 + exp(-linear * (x + 0.044715 * x * x * x)))
        return p + x * p * (1 - p) * linear * (1 + 3 * 0.044715 * x * x)
      },
      Case(testDescription: "silu", function: .silu) { x in
        x / (1 + exp(-x))
      } slope: { x in
        let p = 1 / (1 + exp(-x))
        return p + x * p * (1 - p)
      },
      Case(testDescription: "leaky rectifier", function: .leakyReLU(slope: 0.125)) { x in
        x < 0 ? 0.125 * x : x
      } slope: { x in
        x > 0 ? 1 : 0.125
      },
      Case(testDescription: "capped rectifier", function: .cappedReLU(cap: 6)) { x in
        min(max(x, 0), 6)
      } slope: { x in
        x > 0 && x < 6 ? 1 : 0
      },
      Case(testDescription: "hard sigmoid", function: .hardSigmoid) { x in
        min(max(x + 3, 0), 6) / 6
      } slope: { x in
        abs(x) < 3 ? 1 / 6 : 0
      },
      Case(testDescription: "hard swish", function: .hardSwish) { x in
        x * min(max(x + 3, 0), 6) / 6
      } slope: { x in
        x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5
      },
      Case(testDescription: "clip", function: .clip(low: -0.5, high: 2)) { x in
        min(max(x, -0.5), 2)
      } slope: { x in
        x >= -0.5 && x <= 2 ? 1 : 0
      },
    ]

    static let numbers = (-640...640).map { Float($0) / 64 } + Samples.reals(2000, seed: 11)

    @Test(arguments: all) func values(_ test: Case) {
      let x = Samples.batch(1, Shape(Self.numbers.count), Self.numbers)
      let found = x.applying(test.function).images
      for (value, y) in zip(Self.numbers, found) {
        let wanted = test.formula(Double(value))
        // The exponential of t is off by the rounding of t.
        #expect(abs(Double(y) - wanted) <= 1e-6 * max(abs(wanted), 1e-2), "\(value)")
      }
    }

    @Test(arguments: all) func gradients(_ test: Case) {
      let x = Samples.batch(1, Shape(Self.numbers.count), Self.numbers)
      let dy = Samples.batch(1, x.shape, seed: 12)
      let found = x.gradient(of: test.function, dy).images
      for (index, value) in Self.numbers.enumerated() {
        let wanted = Double(dy[0, index]) * test.slope(Double(value))
        // The slope is a difference of two terms, each off by the exponential's rounding.
        #expect(abs(Double(found[index]) - wanted) <= 3e-6 * abs(Double(dy[0, index])), "\(value)")
      }
    }

    /// Far away they are straight lines; nothing overflows, and what is not a number stays visible.
    @Test(arguments: all) func extremes(_ test: Case) {
      let far: [Float] = [1e3, 1e13, 3e38, -1e3, -1e13, -3e38, 0, -0.0]
      let x = Samples.batch(1, Shape(far.count), far)
      #expect(x.applying(test.function).images == far.map { Float(test.formula(Double($0))) })
      let ones = Activations(1, x.shape, repeating: 1)
      #expect(
        x.gradient(of: test.function, ones).images == far.map { Float(test.slope(Double($0))) })
      let nan = Activations(1, Shape(1), repeating: .nan)
      #expect(nan.applying(test.function)[0, 0].isNaN)
    }

    @Test(arguments: [Shape(7), Shape(3, 5, 4), Shape(1, 2, 2)]) func softmax(_ shape: Shape) {
      let numbers = Samples.reals(37 * shape.size, seed: 13).map { $0 * 30 }
      let x = Samples.batch(37, shape, numbers)
      let dy = Samples.batch(37, shape, seed: 14)
      let y = x.softmax()
      let dx = y.softmaxGradient(dy)
      for image in [0, 15, 16, 36] {
        for place in 0..<shape.area {
          let places = (0..<shape.channels).map { $0 * shape.area + place }
          let powers = places.map { exp(Double(x[image, $0]) - Double(x[image, places[0]])) }
          let shares = powers.map { $0 / powers.reduce(0, +) }
          let mean = zip(places, shares).reduce(0) { $0 + Double(dy[image, $1.0]) * $1.1 }
          for (index, share) in zip(places, shares) {
            #expect(abs(Double(y[image, index]) - share) < 1e-5 * share + 1e-30)
            let wanted = share * (Double(dy[image, index]) - mean)
            #expect(abs(Double(dx[image, index]) - wanted) < 3e-6)
          }
        }
      }
    }

    @Test func softmaxOfLargeNumbers() {
      let x = Samples.batch(1, Shape(4), [3e38, -3e38, 1e30, 3e38])
      // The kernels' exponential ends at the least normal number.
      #expect(zip(x.softmax().images, [0.5, 0, 0, 0.5]).allSatisfy { abs($0 - $1) < 0x1p-125 })
      let nan = Samples.batch(1, Shape(3), [0, .nan, 1])
      #expect(nan.softmax().images.allSatisfy { $0.isNaN })
    }
  }
}
