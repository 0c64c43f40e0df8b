import TensorsTestSupport
import Testing

@testable import Tensors

/// A batch whose channels differ in centre and spread, with padding lanes that would ruin
/// everything they reached.
private struct NormalizationCase {
  static let epsilon: Float = 1e-5
  let x: Activations
  let dy: Activations
  let scale: [Float]
  let shift: [Float]

  init(_ count: Int, _ shape: Shape) {
    let raw = Samples.reals(count * shape.size, seed: 1)
    let images = raw.indices.map { index in
      let channel = index / shape.area % shape.channels
      return raw[index] * Float(channel + 1) + Float(channel * channel) - 1
    }
    x = Samples.batch(count, shape, images, padding: 1e18)
    dy = Samples.batch(count, shape, seed: 2)
    scale = Samples.reals(shape.channels, seed: 3)
    shift = Samples.reals(shape.channels, seed: 4)
  }

  /// What the kernels compute `y` by, with the statistics given.
  func epilogue(_ statistics: Normalization.Statistics, rectified: Bool) -> Epilogue {
    let inverse = statistics.inverseDeviation(Self.epsilon)
    let factor = zip(scale, inverse).map { $0 * $1 }
    let offset = scale.indices.map { shift[$0] - statistics.mean[$0] * factor[$0] }
    return Epilogue(scaling: (factor, offset), isRectified: rectified)
  }

  /// Σ dy · y in double precision, of the values, scales and shifts given.
  func loss(
    x values: [Double], scale: [Double], shift: [Double], rectified: Bool,
    fixed: [(mean: Double, variance: Double)]?
  ) -> Double {
    var x = Batch(self.x)
    x.values = values
    let y = OracleNormalization.forward(
      x, scale: scale, shift: shift, epsilon: Double(Self.epsilon), rectified: rectified,
      fixed: fixed)
    return zip(y.values, dy.images).reduce(0) { $0 + $1.0 * Double($1.1) }
  }
}

extension TensorsSuite {
  @Suite struct NormalizationTests {
    @Test(arguments: [1, 16, 37], [Shape(5, 7, 3), Shape(3, 2, 2)])
    func statistics(_ count: Int, _ shape: Shape) {
      let sample = NormalizationCase(count, shape)
      let statistics = Normalization.statistics(sample.x)
      let oracle = OracleNormalization.statistics(Batch(sample.x))
      #expect(statistics.count == count * shape.area)
      for channel in 0..<shape.channels {
        let (mean, variance) = oracle[channel]
        let spread = variance.squareRoot()
        #expect(abs(Double(statistics.mean[channel]) - mean) < 1e-6 * (abs(mean) + spread))
        #expect(abs(Double(statistics.variance[channel]) - variance) < 2e-6 * variance)
      }
    }

    /// A centre a thousand times the spread costs a one-pass variance all its digits.
    @Test func farFromZero() {
      let shape = Shape(2, 6, 6)
      let images = Samples.reals(37 * shape.size, seed: 5).map { 1000 + $0 }
      let x = Samples.batch(37, shape, images, padding: -1e18)
      let statistics = Normalization.statistics(x)
      for (channel, oracle) in OracleNormalization.statistics(Batch(x)).enumerated() {
        #expect(abs(Double(statistics.mean[channel]) - oracle.mean) < 1e-3)
        #expect(abs(Double(statistics.variance[channel]) - oracle.variance) < 1e-5)
      }
    }

    @Test func vectorsOfOneImage() {
      let x = Samples.batch(1, Shape(4), seed: 1, padding: 7)
      let statistics = Normalization.statistics(x)
      #expect(statistics.mean == x.images)
      #expect(statistics.variance == [0, 0, 0, 0])
      #expect(statistics.inverseDeviation(0.25) == [2, 2, 2, 2])
    }

    @Test(arguments: [1, 37], [false, true]) func affine(_ count: Int, _ rectified: Bool) {
      let sample = NormalizationCase(count, Shape(5, 4, 3))
      let y = sample.x.followed(
        by: sample.epilogue(Normalization.statistics(sample.x), rectified: rectified))
      let oracle = OracleNormalization.forward(
        Batch(sample.x), scale: sample.scale.doubles, shift: sample.shift.doubles,
        epsilon: Double(NormalizationCase.epsilon), rectified: rectified)
      #expect(relativeError(y.images, oracle.values) < 2e-6)
      #expect(!rectified || y.images.allSatisfy { $0 >= 0 })
    }

    @Test(arguments: [(1, true), (1, false), (16, true), (37, true), (37, false)], [false, true])
    func gradients(_ kind: (count: Int, throughStatistics: Bool), _ rectified: Bool) {
      let sample = NormalizationCase(kind.count, Shape(3, 3, 2))
      let statistics = Normalization.statistics(sample.x)
      let gradients = Normalization.gradients(
        sample.x, DeferredActivations(sample.dy),
        output: sample.epilogue(statistics, rectified: rectified),
        scale: sample.scale,
        statistics: statistics, epsilon: NormalizationCase.epsilon,
        throughStatistics: kind.throughStatistics)
      let x = Batch(sample.x)
      let fixed = kind.throughStatistics ? nil : OracleNormalization.statistics(x)
      let (scale, shift) = (sample.scale.doubles, sample.shift.doubles)
      func loss(_ x: [Double], _ scale: [Double], _ shift: [Double]) -> Double {
        sample.loss(x: x, scale: scale, shift: shift, rectified: rectified, fixed: fixed)
      }
      let dx = finiteDifferences(x.values) { loss($0, scale, shift) }
      let dScale = finiteDifferences(scale) { loss(x.values, $0, shift) }
      let dShift = finiteDifferences(shift) { loss(x.values, scale, $0) }
      #expect(relativeError(gradients.input.images, dx) < 1e-5)
      #expect(relativeError(gradients.scale.values, dScale) < 1e-5)
      #expect(relativeError(gradients.shift.values, dShift) < 1e-5)
      #expect(gradients.input.paddingLanes.allSatisfy { $0 == 0 })
    }

    /// What is not between 0 and the cap, or is one of them, gets no gradient.
    @Test func capsHoldGradientsBack() {
      let values: [Float] = [-1, 0, 0.5, 5.999, 6, 7, .infinity, 3]
      let x = Activations(1, Shape(values.count, 1, 1), images: values)
      let dy = Activations(1, x.shape, images: values.map { _ in Float(2) })
      let ones = values.map { _ in Float(1) }
      let found = Normalization.gradients(
        x, DeferredActivations(dy),
        output: Epilogue(scaling: (ones, values.map { _ in 0 }), isRectified: true, cap: 6),
        scale: ones, statistics: .init(mean: values.map { _ in 0 }, variance: ones, count: 1),
        epsilon: 0, throughStatistics: false)
      let passed: [Float] = [0, 0, 2, 2, 0, 0, 0, 2]
      #expect(found.shift.values == passed)
      for (index, value) in passed.enumerated() where values[index].isFinite {
        #expect(found.input.images[index] == value)
      }
    }
  }
}
