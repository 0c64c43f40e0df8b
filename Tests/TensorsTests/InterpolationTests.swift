import Foundation
import TensorsTestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Straight lines and the response norm by their formulas in double precision.
  @Suite struct InterpolationTests {
    /// The numbers that one reads along an axis, and their weights.
    private static func line(_ index: Int, _ factor: Int, _ size: Int) -> [(Int, Double)] {
      let place = (Double(index) + 0.5) / Double(factor) - 0.5
      let low = place.rounded(.down)
      return [(low, 1 - (place - low)), (low + 1, place - low)].map {
        (min(max(Int($0.0), 0), size - 1), $0.1)
      }
    }

    @Test(arguments: [(2, 2), (3, 1), (1, 4), (5, 2), (1, 1)], [Shape(3, 4, 5), Shape(2)])
    func straightLines(_ factor: (Int, Int), _ shape: Shape) {
      let lines = Interpolation(shape, rows: factor.0, columns: factor.1)
      for count in [1, 37] {
        let x = Samples.batch(count, shape, seed: 1, padding: 9)
        let dy = Samples.batch(count, lines.output, seed: 2)
        let (source, slopes) = (Batch(x), Batch(dy))
        var (wanted, gradient) = (Batch(count, lines.output), Batch(count, shape))
        slopes.forEach { image, channel, row, column in
          for (r, down) in Self.line(row, factor.0, shape.height) {
            for (c, across) in Self.line(column, factor.1, shape.width) {
              let share = down * across
              wanted[image, channel, row, column] += share * source[image, channel, r, c]
              gradient[image, channel, r, c] += share * slopes[image, channel, row, column]
            }
          }
        }
        #expect(relativeError(lines.forward(x).images, wanted.values) < 3e-7)
        let found = lines.gradient(dy)
        #expect(relativeError(found.images, gradient.values) < 1e-6)
        #expect(found.paddingLanes.allSatisfy { $0 == 0 })
      }
    }

    /// Large squares, and channels that have fewer neighbours.
    @Test(arguments: [1, 3, 5, 9], [0.75, 2, 0]) func responseNorm(_ size: Int, _ beta: Double) {
      let shape = Shape(7, 3, 4)
      let (alpha, k) = (2.0, 1.5)
      let norm = ResponseNorm(size: size, alpha: Float(alpha), beta: Float(beta), k: Float(k))
      let numbers = Samples.reals(37 * shape.size, seed: 1).map { $0 * 6 }
      let x = Samples.batch(37, shape, numbers, padding: 3)
      let y = norm.forward(x).images
      let area = shape.area
      for place in 0..<37 * shape.size {
        let channel = place / area % shape.channels
        let near = max(0, channel - size / 2)...min(shape.channels - 1, channel + size / 2)
        let squares = near.reduce(0.0) {
          let number = Double(numbers[place + ($1 - channel) * area])
          return $0 + number * number
        }
        let mean = k + alpha / Double(size) * squares
        let wanted = Double(numbers[place]) * pow(mean, -beta)
        #expect(abs(Double(y[place]) - wanted) <= 3e-6 * abs(wanted) + 1e-12)
      }
    }
  }
}
