import Foundation
import Kernels
import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct ElementwiseTests {
    static let shape = Shape(5, 3, 2)
    let x = Samples.batch(37, shape, seed: 1)
    let dy = Samples.batch(37, shape, seed: 2)

    @Test func rectifier() {
      let y = x.rectified()
      #expect(y.images == x.images.map { max($0, 0) })
      let expected = zip(x.images, dy.images).map { $0 > 0 ? $1 : 0 }
      #expect(y.rectifierGradient(dy).images == expected)
    }

    @Test func sumAndProduct() {
      #expect(x.adding(dy).images == zip(x.images, dy.images).map { $0 + $1 })
      #expect(x.multiplied(by: dy).images == zip(x.images, dy.images).map { $0 * $1 })
    }

    /// More numbers than one piece of the parallel loop, and not a multiple of it.
    @Test func manyPieces() {
      let large = Samples.batch(37, Shape(3, 33, 21), seed: 3)
      #expect(large.rectified().images == large.images.map { max($0, 0) })
      #expect(large.adding(large).images == large.images.map { $0 + $0 })
    }

    @Test func sigmoidGradient() {
      let y = x.sigmoid()
      let expected = zip(x.images.doubles, dy.images.doubles).map { x, dy in
        dy * Foundation.exp(-x) / ((1 + Foundation.exp(-x)) * (1 + Foundation.exp(-x)))
      }
      #expect(relativeError(y.sigmoidGradient(dy).images, expected) < 1e-6)
    }

    @Test(arguments: [false, true]) func channelFactors(_ shared: Bool) {
      let first = 2
      let factor = Samples.batch(37, Shape(9), seed: 3)
      let factors = Epilogue.Factors(factor, first: first, shared: shared)
      let y = x.followed(by: Epilogue(factors: factors))
      var sum = Samples.batch(37, Shape(9), seed: 4)
      let before = sum
      DeferredActivations(x).factorGradient(dy, of: factors, addingTo: &sum)
      var expected = OracleSums(37 * 9, terms: shared ? Self.shape.size : Self.shape.area)
      for (index, value) in before.images.enumerated() { expected.add(Double(value), at: index) }
      for image in 0..<37 {
        for index in 0..<Self.shape.size {
          let channel = first + (shared ? 0 : index / Self.shape.area)
          #expect(y[image, index] == x[image, index] * factor[image, channel])
          let term = Double(x[image, index]) * Double(dy[image, index])
          expected.add(term, at: image * 9 + channel)
        }
      }
      #expect(expected.error(of: sum.images) <= 1)
      #expect(before.images == Samples.batch(37, Shape(9), seed: 4).images)
    }

    @Test func channelsAndConcatenation() {
      let parts = [x.channels(0..<2), x.channels(2..<3), x.channels(3..<5)]
      #expect(parts.map(\.shape.channels) == [2, 1, 2])
      #expect(Activations.concatenated(parts).images == x.images)
      for image in [0, 20, 36] {
        for index in 0..<6 { #expect(parts[1][image, index] == x[image, 12 + index]) }
      }
    }

    @Test func reshapedKeepsOrder() {
      let flat = x.reshaped(Shape(Self.shape.size))
      #expect(flat.images == x.images)
      #expect(flat.shape.isVector)
    }

    /// Errors in units of the last place of single precision over the range a network meets.
    @Test func exponential() {
      let arguments = (-870...883).map { Float($0) / 10 } + Samples.reals(2000, seed: 6)
      let y = Self.apply(arguments) { Self.kernels.exponential($0, $1, $2) }
      #expect(Self.ulps(y, arguments.map { Foundation.exp(Double($0)) }) < 2)
    }

    @Test func logarithm() {
      let special: [Float] = [0x1p-126, 1, 3e38, 1.0000001, 0.9999999]
      let spread = (-126...127).flatMap { power in
        [1.1, 1.4, 1.5, 1.9].map { Float(sign: .plus, exponent: power, significand: $0) }
      }
      let arguments = special + spread + (1...3000).map { Float($0) / 1000 }
      let y = Self.apply(arguments) { Self.kernels.logarithm($0, $1, $2) }
      #expect(Self.ulps(y, arguments.map { Foundation.log(Double($0)) }) < 2)
    }

    @Test func sigmoidAccuracy() {
      let arguments = (-870...880).map { Float($0) / 10 } + Samples.reals(2000, seed: 7)
      let y = Samples.batch(1, Shape(arguments.count), arguments).sigmoid().images
      #expect(Self.ulps(y, arguments.map { 1 / (1 + Foundation.exp(-Double($0))) }) < 3)
    }

    static var kernels: KernelTable {
      kernels_table(KernelLevel(rawValue: Processor.level.rawValue)).pointee
    }

    /// Runs a kernel over the numbers.
    static func apply(
      _ numbers: [Float],
      _ kernel: (UnsafePointer<Float>, Int64, UnsafeMutablePointer<Float>) -> Void
    ) -> [Float] {
      let x = Samples.batch(1, Shape(numbers.count), numbers, padding: 1)
      var y = Activations(1, x.shape)
      kernel(x.pointer, Int64(x.size), y.writable)
      return y.images
    }

    static func ulps(_ actual: [Float], _ expected: [Double]) -> Double {
      var worst = 0.0
      for (a, e) in zip(actual, expected) {
        let unit = Double(max(Float(abs(e)), Float.leastNormalMagnitude).ulp)
        worst = max(worst, a.isFinite ? abs(Double(a) - e) / unit : .infinity)
      }
      return worst
    }
  }
}
