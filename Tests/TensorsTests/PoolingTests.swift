import TensorsTestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct PoolingTests {
    /// Window and stride: apart, overlapping, with gaps, the whole map's width.
    static let windows = [(2, 2), (3, 2), (3, 1), (2, 3), (1, 2), (5, 1)]

    /// Whole numbers make ties and exact sums, so equality is exact.
    @Test(arguments: windows, [Pooling.Kind.maximum, .average])
    func overWindows(_ window: (size: Int, stride: Int), _ kind: Pooling.Kind) {
      for (count, shape) in [(1, Shape(1, 5, 5)), (16, Shape(3, 7, 6)), (37, Shape(2, 5, 8))] {
        let x = Samples.batch(count, shape, Samples.integers(count * shape.size, seed: 1))
        let y = Pooling.forward(x, kind, window: window.size, stride: window.stride)
        let expected = OraclePooling.forward(
          Batch(x), kind, window: window.size, stride: window.stride)
        #expect(relativeError(y.images, expected.values) <= (kind == .maximum ? 0 : 2e-7))
        let dy = Samples.batch(count, y.shape, Samples.integers(count * y.shape.size, seed: 2))
        let dx = Pooling.gradient(
          x, y, dy, kind, window: window.size, stride: window.stride)
        let gradient = OraclePooling.gradient(
          Batch(x), Batch(dy), kind, window: window.size, stride: window.stride)
        #expect(relativeError(dx.images, gradient.values) <= (kind == .maximum ? 0 : 3e-7))
        #expect(dx.paddingLanes.allSatisfy { $0 == 0 })
      }
    }

    @Test func firstOfEqualNumbersTakesTheGradient() {
      let x = Activations(1, Shape(1, 2, 4), images: [3, 3, -1, -1, 3, 3, -1, -1])
      let y = Pooling.forward(x, .maximum, window: 2, stride: 2)
      let dy = Activations(1, y.shape, images: [5, 7])
      let dx = Pooling.gradient(x, y, dy, .maximum, window: 2, stride: 2)
      #expect(dx.images == [5, 0, 7, 0, 0, 0, 0, 0])
    }

    @Test func outputShapes() {
      #expect(Pooling.output(of: Shape(3, 7, 6), window: 3, stride: 2) == Shape(3, 3, 2))
      #expect(Pooling.output(of: Shape(3, 2, 6), window: 3, stride: 2) == nil)
      #expect(Pooling.output(of: Shape(3, 7, 6), window: 0, stride: 2) == nil)
      #expect(Pooling.output(of: Shape(3, 7, 6), window: 2, stride: 0) == nil)
    }

    @Test(arguments: [1, 37]) func global(_ count: Int) {
      let shape = Shape(3, 5, 4)
      let x = Samples.batch(count, shape, seed: 1)
      let y = Pooling.global(x)
      var sums = OracleSums(count * 3, terms: shape.area)
      for (index, value) in x.images.enumerated() {
        sums.add(Double(value) / Double(shape.area), at: index / shape.area)
      }
      #expect(y.shape == Shape(3))
      #expect(sums.error(of: y.images) <= 1)
      let dy = Samples.batch(count, Shape(3), seed: 2)
      let dx = Pooling.globalGradient(dy, input: shape)
      let share = dy.images.doubles.map { $0 / Double(shape.area) }
      let expected = (0..<count * shape.size).map { share[$0 / shape.area] }
      #expect(relativeError(dx.images, expected) < 2e-7)
      #expect(dx.paddingLanes.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [(6, 8, 2, 2, 4), (3, 3, 2, 0, 2), (7, 5, 3, 1, 5), (4, 4, 1, 1, 6)])
    func shortcut(_ kind: (height: Int, width: Int, stride: Int, before: Int, channels: Int)) {
      let shape = Shape(2, kind.height, kind.width)
      let x = Samples.batch(19, shape, seed: 1)
      let y = Pooling.subsample(
        x, stride: kind.stride, channels: kind.channels, before: kind.before)
      let dy = Samples.batch(19, y.shape, seed: 2)
      let dx = Pooling.subsampleGradient(
        dy, input: shape, stride: kind.stride, before: kind.before)
      let from = Batch(x)
      let slope = Batch(dy)
      var forward = Batch(19, y.shape)
      var backward = Batch(19, shape)
      for image in 0..<19 {
        for channel in 0..<2 {
          for row in stride(from: 0, to: kind.height, by: kind.stride) {
            for column in stride(from: 0, to: kind.width, by: kind.stride) {
              let (up, across) = (row / kind.stride, column / kind.stride)
              let target = channel + kind.before
              forward[image, target, up, across] = from[image, channel, row, column]
              backward[image, channel, row, column] = slope[image, target, up, across]
            }
          }
        }
      }
      #expect(y.images.doubles == forward.values)
      #expect(dx.images.doubles == backward.values)
    }
  }
}
