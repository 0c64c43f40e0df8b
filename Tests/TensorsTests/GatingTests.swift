import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct GatingTests {
    @Test(arguments: [1, 16, 37]) func channelMeans(_ count: Int) {
      let x = Samples.batch(count, Shape(5), seed: 1, padding: 1e18)
      let means = x.channelMeans()
      for channel in 0..<5 {
        let mean = (0..<count).reduce(0) { $0 + Double(x[$1, channel]) } / Double(count)
        #expect(abs(means[channel] - mean) < 2e-7)
      }
    }

    /// The pull towards the mean is the gradient of the spread, by finite differences.
    @Test(arguments: [1, 16, 37]) func spread(_ count: Int) {
      let x = Samples.batch(count, Shape(3), seed: 3, padding: 1e18)
      let strengths = [2.0, 0, 0.5]
      let (value, gradient) = x.spread(strengths, around: x.channelMeans())
      var naive = 0.0
      for (channel, strength) in strengths.enumerated() {
        let column = (0..<count).map { Double(x[$0, channel]) }
        let mean = column.reduce(0, +) / Double(count)
        naive += column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * strength / 2 / Double(count)
      }
      #expect(abs(value - naive) < 1e-6 * (1 + naive))
      for image in [0, count / 2, count - 1] {
        for channel in 0..<3 {
          let step: Float = 0.125
          var (up, down) = (x, x)
          up[image, channel] += step
          down[image, channel] -= step
          let slope =
            (up.spread(strengths, around: up.channelMeans()).value
              - down.spread(strengths, around: down.channelMeans()).value) / Double(2 * step)
          #expect(abs(Double(gradient[image, channel]) - slope) < 1e-5)
        }
      }
      #expect(gradient.paddingLanes.allSatisfy { $0 == 0 })
    }

    @Test func constantsLeavePaddingAtZero() {
      let x = Activations.constant(by: [3, -1], count: 18)
      #expect(x.images == (0..<18).flatMap { _ in [Float(3), -1] })
      #expect(x.paddingLanes.allSatisfy { $0 == 0 })
    }

    @Test func thresholds() {
      let x = Activations(2, Shape(4), images: [1, -1, 0, 5, -2, 2, 1e-9, -5])
      let forced: [Float?] = [nil, nil, nil, 1]
      #expect(x.thresholded(forced: forced).images == [1, 0, 0, 1, 0, 1, 1, 1])
    }

    @Test func straightThrough() {
      let p = Samples.batch(20, Shape(3), seed: 1).sigmoid()
      let dg = Samples.batch(20, Shape(3), seed: 2)
      let dz = p.straightThroughGradient(dg, forced: [nil, 0, nil], slope: 2.5)
      let expected = zip(p.images.doubles, dg.images.doubles).enumerated().map { index, pair in
        index % 3 == 1 ? 0 : pair.1 * pair.0 * (1 - pair.0) * 2.5
      }
      #expect(relativeError(dz.images, expected) < 5e-7)
      #expect(dz.paddingLanes.allSatisfy { $0 == 0 })
    }

    /// Logistic numbers: mean 0, variance π²/3; the same image has the same noise in any batch.
    @Test func logisticNoise() {
      let generator = Generator(seed: 4, stream: .gates)
      let noise = Activations(1000, Shape(20))
        .withLogisticNoise(temperature: 1, generator, firstImage: 0)
      let values = noise.images.doubles
      let n = Double(values.count)
      let variance = Double.pi * Double.pi / 3
      #expect(abs(values.reduce(0, +) / n) < 4 * (variance / n).squareRoot())
      let second = values.reduce(0) { $0 + $1 * $1 } / n
      #expect(abs(second - variance) < 4 * variance * (3.2 / n).squareRoot())
      let later = Activations(3, Shape(20))
        .withLogisticNoise(temperature: 1, generator, firstImage: 40)
      #expect(later.images == Array(noise.images[800..<860]))
      let shifted = Activations(1, Shape(20), repeating: 1)
        .withLogisticNoise(temperature: 2, generator, firstImage: 0)
      #expect(shifted[0, 3] == (1 + noise[0, 3]) / 2)
    }
  }
}
