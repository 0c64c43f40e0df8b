import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct CrossEntropyTests {
    /// Each image's loss in double precision.
    static func losses(_ z: [Double], labels: [Int], smoothing: Double) -> [Double] {
      let classes = z.count / labels.count
      return labels.indices.map { image in
        let row = Array(z[image * classes..<(image + 1) * classes])
        let top = row.max()!
        let normal = top + Foundation.log(row.reduce(0) { $0 + Foundation.exp($1 - top) })
        return normal - (1 - smoothing) * row[labels[image]]
          - smoothing / Double(classes) * row.reduce(0, +)
      }
    }

    @Test(arguments: [(1, 10), (16, 3), (37, 10), (5, 100)], [Float(0), 0.1, 0.5])
    func lossAndGradient(_ kind: (count: Int, classes: Int), _ smoothing: Float) {
      let numbers = Samples.reals(kind.count * kind.classes, seed: 1).map { $0 * 8 }
      let logits = Samples.batch(kind.count, Shape(kind.classes), numbers, padding: 1e9)
      let labels = (0..<kind.count).map { $0 * 7 % kind.classes }
      let result = logits.crossEntropy(labels: labels, smoothing: smoothing, gradient: true)
      func mean(_ z: [Double]) -> Double {
        Self.losses(z, labels: labels, smoothing: Double(smoothing)).reduce(0, +)
          / Double(kind.count)
      }
      let expected = Self.losses(numbers.doubles, labels: labels, smoothing: Double(smoothing))
      #expect(relativeError(result.losses, expected) < 1e-6)
      #expect(abs(result.mean - mean(numbers.doubles)) < 1e-6 * mean(numbers.doubles))
      let slope = finiteDifferences(numbers.doubles, mean)
      let gradient = result.gradient!
      #expect(relativeError(gradient.images, slope) < 2e-6)
      #expect(gradient.paddingLanes.allSatisfy { $0 == 0 })
      let tops = (0..<kind.count).map { image -> Int in
        let row = numbers[image * kind.classes..<(image + 1) * kind.classes]
        return row.firstIndex(of: row.max()!)! - row.startIndex
      }
      #expect(result.predictions == tops)
    }

    @Test func withoutGradient() {
      let logits = Activations(2, Shape(3), images: [1, 5, 5, 2, 2, 2])
      let result = logits.crossEntropy(labels: [1, 0], gradient: false)
      #expect(result.gradient == nil)
      #expect(result.predictions == [1, 0])
    }

    @Test func evenLogits() {
      let result = Activations(3, Shape(4)).crossEntropy(
        labels: [0, 1, 3], gradient: true)
      #expect(abs(result.mean - Foundation.log(4)) < 1e-7)
      #expect(result.gradient![1, 1] == -0.25)
      #expect(abs(result.gradient![1, 0] - 1 / 12) < 1e-8)
    }

    /// Logits far apart and far from zero neither overflow nor lose the loss.
    @Test func largeLogits() {
      let logits = Activations(2, Shape(3), images: [1e4, -1e4, 0, 500, 499, 501])
      let result = logits.crossEntropy(labels: [1, 0], gradient: true)
      let expected = Self.losses(logits.images.doubles, labels: [1, 0], smoothing: 0)
      #expect(relativeError(result.losses, expected) < 1e-6)
      #expect(abs(Double(result.losses[1]) - expected[1]) < 1e-4)
      #expect(result.gradient!.isFinite)
    }
  }

  /// What is not a number stays visible on its way to the loss.
  @Suite struct NotANumberTests {
    static func single(_ values: [Float]) -> Activations {
      Activations(1, Shape(1, 1, values.count), images: values)
    }

    @Test func rectifier() {
      let y = Self.single([-1, .nan, 2]).rectified().images
      #expect(y[0] == 0 && y[1].isNaN && y[2] == 2)
      let x = Activations(1, Shape(2), images: [.nan, -3])
      let z = x.followed(by: Epilogue(scaling: ([2, 1], [1, 1]), isRectified: true))
      #expect(z[0, 0].isNaN && z[0, 1] == 0)
    }

    @Test(arguments: 0..<4) func maximum(_ place: Int) {
      var values: [Float] = [1, 4, 2, 3]
      values[place] = .nan
      let x = Activations(1, Shape(1, 2, 2), images: values)
      #expect(Pooling.forward(x, .maximum, .init(2, stride: 2))[0, 0].isNaN)
    }

    @Test(arguments: 0..<3, [Float(0), 0.1]) func loss(_ place: Int, _ smoothing: Float) {
      for bad in [Float.nan, .infinity] {
        var values: [Float] = [1, 4, 2]
        values[place] = bad
        let logits = Activations(1, Shape(3), images: values)
        let result = logits.crossEntropy(
          labels: [1], smoothing: smoothing, gradient: true)
        #expect(!result.losses[0].isFinite)
        #expect(!result.mean.isFinite)
        #expect(!logits.isFinite)
        #expect(!result.gradient!.isFinite)
      }
    }

    @Test func sums() {
      var x = Samples.batch(20, Shape(2, 3, 3), seed: 1)
      x[18, 4] = .nan
      #expect(Normalization.statistics(x).mean[0].isNaN)
      #expect(Normalization.statistics(x).variance[0].isNaN)
      #expect(!Normalization.statistics(x).mean[1].isNaN)
      #expect(Pooling.global(x)[18, 0].isNaN)
      #expect(x.sigmoid()[18, 4].isNaN)
      #expect(!Tensor([2], [1, .nan]).isFinite)
    }
  }
}
