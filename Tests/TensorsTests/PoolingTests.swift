import TensorsTestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct PoolingTests {
    /// Apart, overlapping, with gaps, the whole map's width.
    static let windows = [(2, 2), (3, 2), (3, 1), (2, 3), (1, 2), (5, 1)].map {
      Pooling.Window($0.0, stride: $0.1)
    }
    /// Margins on both sides and on one, as wide as they may be.
    static let padded = [
      (2, 1, 1), (2, 2, 1), (3, 2, 1), (3, 3, 1), (5, 1, 2), (5, 4, 2), (7, 2, 3),
    ]
    .map { Pooling.Window($0.0, stride: $0.1, padding: $0.2) }

    /// What is not square: windows, strides, margins, last windows that are there in part.
    static let uneven: [Pooling.Window] = [
      ((3, 2), (2, 1), Margins(1, 0, 0, 1)), ((2, 4), (3, 2), Margins(0, 2, 1, 0)),
      ((1, 3), (1, 2), Margins(0, 1, 0, 1)), ((5, 3), (2, 3), Margins(2, 1, 1, 0)),
      ((3, 3), (2, 2), Margins(0, 0, 1, 1)), ((2, 2), (3, 3), Margins(0)),
    ].flatMap { size, strides, margins in
      [(false, true), (true, true), (false, false), (true, false)].map { rounds, counts in
        var window = Pooling.Window(
          height: size.0, width: size.1, strides: strides, margins: margins)
        window.roundsUp = rounds
        window.countsMargins = counts
        return window
      }
    }

    @Test(arguments: uneven, [Pooling.Kind.maximum, .average])
    func unevenWindows(_ window: Pooling.Window, _ kind: Pooling.Kind) {
      for (count, shape) in Self.maps { Self.compare(count, shape, kind, window) }
      Self.compare(3, Shape(2, 6, 6), kind, window, below: 100)
    }

    @Test(arguments: padded, [true, false])
    func meanOfPaddedWindows(_ window: Pooling.Window, _ counts: Bool) {
      var window = window
      window.countsMargins = counts
      for (count, shape) in Self.maps { Self.compare(count, shape, .average, window) }
    }

    /// A last window counts where it begins on the map or in the margin before it.
    @Test func roundedShapes() {
      var window = Pooling.Window(3, stride: 2)
      window.roundsUp = true
      #expect(window.output(of: Shape(1, 6, 7)) == Shape(1, 3, 3))
      #expect(window.output(of: Shape(1, 3, 4)) == Shape(1, 1, 2))
      window = Pooling.Window(2, stride: 3, padding: 1)
      window.roundsUp = true
      #expect(window.output(of: Shape(1, 4, 5)) == Shape(1, 2, 2))
    }

    static let maps = [(1, Shape(1, 5, 5)), (16, Shape(3, 7, 6)), (37, Shape(2, 5, 8))]

    @Test(arguments: windows, [Pooling.Kind.maximum, .average])
    func overWindows(_ window: Pooling.Window, _ kind: Pooling.Kind) {
      for (count, shape) in Self.maps { Self.compare(count, shape, kind, window) }
    }

    /// Less than nothing is on the map, so a margin of zeros would be seen.
    @Test(arguments: padded) func maximumOfPaddedWindows(_ window: Pooling.Window) {
      for (count, shape) in Self.maps {
        Self.compare(count, shape, .maximum, window)
        Self.compare(count, shape, .maximum, window, below: 100)
      }
    }

    /// Whole numbers make ties and exact sums, so equality is exact.
    private static func compare(
      _ count: Int, _ shape: Shape, _ kind: Pooling.Kind, _ window: Pooling.Window,
      below: Float = 0
    ) {
      let numbers = Samples.integers(count * shape.size, seed: 1).map { $0 - below }
      let x = Samples.batch(count, shape, numbers)
      let y = Pooling.forward(x, kind, window)
      let expected = OraclePooling.forward(Batch(x), kind, window)
      #expect(relativeError(y.images, expected.values) <= (kind == .maximum ? 0 : 2e-7))
      let dy = Samples.batch(count, y.shape, Samples.integers(count * y.shape.size, seed: 2))
      let dx = Pooling.gradient(x, y, dy, kind, window)
      let gradient = OraclePooling.gradient(Batch(x), Batch(dy), kind, window)
      #expect(relativeError(dx.images, gradient.values) <= (kind == .maximum ? 0 : 3e-7))
      #expect(dx.paddingLanes.allSatisfy { $0 == 0 })
    }

    @Test func firstOfEqualNumbersTakesTheGradient() {
      let x = Activations(1, Shape(1, 2, 4), images: [3, 3, -1, -1, 3, 3, -1, -1])
      let y = Pooling.forward(x, .maximum, .init(2, stride: 2))
      let dy = Activations(1, y.shape, images: [5, 7])
      let dx = Pooling.gradient(x, y, dy, .maximum, .init(2, stride: 2))
      #expect(dx.images == [5, 0, 7, 0, 0, 0, 0, 0])
    }

    @Test func outputShapes() {
      #expect(Pooling.Window(3, stride: 2).output(of: Shape(3, 7, 6)) == Shape(3, 3, 2))
      #expect(Pooling.Window(3, stride: 2).output(of: Shape(3, 2, 6)) == nil)
      #expect(Pooling.Window(0, stride: 2).output(of: Shape(3, 7, 6)) == nil)
      #expect(
        Pooling.Window(7, stride: 2, padding: 3).output(of: Shape(3, 224, 112))
          == Shape(3, 112, 56))
      #expect(Pooling.Window(3, stride: 2, padding: 2).output(of: Shape(3, 7, 6)) == nil)
      #expect(Pooling.Window(3, stride: 2, padding: -1).output(of: Shape(3, 7, 6)) == nil)
      #expect(Pooling.Window(2, stride: 0).output(of: Shape(3, 7, 6)) == nil)
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
      let sources = (0..<kind.channels).map { place in
        (0..<2).contains(place - kind.before) ? place - kind.before : nil
      }
      let y = Pooling.subsample(x, stride: kind.stride, sources: sources)
      let dy = Samples.batch(19, y.shape, seed: 2)
      let dx = Pooling.subsampleGradient(
        dy, input: shape, stride: kind.stride, sources: sources)
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
