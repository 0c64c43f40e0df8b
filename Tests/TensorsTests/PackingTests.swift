import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct PackingTests {
    static let shape = Shape(2, 4, 5)
    static let records = (0..<18).map { $0 * 5 % 3 }

    /// Mirrors every second image and moves it by its number.
    static func origin(_ image: Int, _ row: Int, _ column: Int) -> (row: Int, column: Int)? {
      let y = row + image % 3 - 1
      let x = (image % 2 == 0 ? column : 4 - column) + image % 4 - 2
      return y >= 0 && y < 4 && x >= 0 && x < 5 ? (y, x) : nil
    }

    static func mover(_ moved: Bool) -> ((Int, Int, Int) -> (row: Int, column: Int)?)? {
      if moved { return { origin($0, $1, $2) } }
      return nil
    }

    /// What image `image` reads at `index`, as an index of the source; nil for padding.
    static func source(_ image: Int, _ index: Int, moved: Bool) -> Int? {
      let (channel, row, column) = (index / 20, index / 5 % 4, index % 5)
      let place = moved ? origin(image, row, column) : (row, column)
      return place.map { records[image] * shape.size + channel * 20 + $0.0 * 5 + $0.1 }
    }

    @Test(arguments: [false, true]) func bytes(_ moved: Bool) {
      let bytes = (0..<3 * Self.shape.size).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
      let tables = [(0..<256).map { Float($0) * 0.5 - 3 }, (0..<256).map { 1 - Float($0) }]
      let batch = Activations.packing(
        bytes: bytes, shape: Self.shape, records: Self.records, tables: tables,
        origin: Self.mover(moved))
      for image in Self.records.indices {
        for index in 0..<Self.shape.size {
          let from = Self.source(image, index, moved: moved)
          let byte = from.map { Int(bytes[$0]) } ?? 0
          #expect(batch[image, index] == tables[index / 20][byte])
        }
      }
      #expect(batch.paddingLanes.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [false, true]) func reals(_ moved: Bool) {
      let numbers = Samples.reals(3 * Self.shape.size, seed: 1)
      let (mean, deviation): ([Float], [Float]) = ([0.5, -1], [2, 0.3])
      let batch = Activations.packing(
        reals: numbers, shape: Self.shape, records: Self.records, mean: mean,
        deviation: deviation, origin: Self.mover(moved))
      for image in Self.records.indices {
        for index in 0..<Self.shape.size {
          let value = Self.source(image, index, moved: moved).map { numbers[$0] } ?? 0
          #expect(batch[image, index] == (value - mean[index / 20]) / deviation[index / 20])
        }
      }
    }
  }
}
