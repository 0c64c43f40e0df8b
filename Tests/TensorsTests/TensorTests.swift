import Testing

@testable import Tensors

extension TensorsSuite {
  @Suite struct TensorTests {
    @Test func selectingTakesRowsAndColumns() {
      let tensor = Tensor([3, 2, 2], generating: { Float($0) })
      let part = tensor.selecting(rows: [2, 0], columns: [1])
      #expect(part.dimensions == [2, 1, 2])
      #expect(part.values == [10, 11, 2, 3])
      #expect(tensor.selecting(rows: nil).values == tensor.values)
      #expect(tensor.selecting(rows: [1]).values == [4, 5, 6, 7])
      #expect(Tensor([4], [1, 2, 3, 4]).selecting(rows: [3, 1]).values == [4, 2])
    }

    @Test(arguments: [[9, 7, 3, 3], [9, 7], [9]]) func scatterUndoesSelecting(_ dimensions: [Int]) {
      let whole = Samples.tensor(dimensions, seed: 1)
      let rows = [0, 3, 4, 8]
      let columns = dimensions.count > 1 ? [6, 2] : nil
      let part = whole.selecting(rows: rows, columns: columns)
      var copy = Tensor(dimensions)
      copy.scatter(part, rows: rows, columns: columns)
      #expect(copy.selecting(rows: rows, columns: columns).values == part.values)
      #expect(copy.values.count { $0 != 0 } == part.count)
      var same = whole
      same.scatter(part, rows: rows, columns: columns)
      #expect(same.values == whole.values)
    }

    /// The lanes past the last number are computed along with the rest; they stay zero.
    @Test func tailIsZero() {
      // A buffer full of ones goes back to the pool and comes out again.
      do { _ = Tensor([16], repeating: 1) }
      let made = [
        Tensor([5], [1, 2, 3, 4, 5]), Tensor([3], repeating: 2),
        Tensor([2], generating: { _ in 1 }),
        Tensor([6], repeating: 1).selecting(rows: [1, 2]),
      ]
      for tensor in made {
        for index in tensor.count..<tensor.count.wholeVectors {
          #expect(tensor.pointer[index] == 0)
        }
      }
      #expect(Int(bitPattern: made[0].pointer) % 64 == 0)
    }

    @Test func copiesOfTensorsAreIndependent() {
      let original = Samples.tensor([20], seed: 1)
      let values = original.values
      var copy = original
      #expect(copy.pointer == original.pointer)
      copy[3] = 100
      copy.add(original)
      var velocity = original
      copy.descend(
        original, velocity: &velocity, rate: 1, momentum: 1, nesterov: false, decay: 0,
        first: false)
      copy.scatter(Tensor([1], [7]), rows: [0])
      #expect(original.values == values)
      #expect(copy[0] == 7)
      let place = copy.pointer
      copy[5] = 1
      #expect(copy.pointer == place)
    }

    @Test func copiesOfActivationsAreIndependent() {
      let original = Samples.batch(20, Shape(3, 2, 2), seed: 1)
      let images = original.images
      var copy = original
      #expect(copy.pointer == original.pointer)
      copy[19, 11] = 50
      var flat = original.reshaped(Shape(12))
      flat[0, 0] = 60
      #expect(original.images == images)
      #expect(copy[19, 11] == 50)
      #expect(flat[0, 0] == 60)
    }

    @Test(arguments: [1, 15, 16, 17, 48]) func imagesRoundTrip(_ count: Int) {
      let shape = Shape(3, 4, 2)
      let images = Samples.reals(count * shape.size, seed: 2)
      let batch = Activations(count, shape, images: images)
      #expect(batch.images == images)
      #expect(batch.paddingLanes.allSatisfy { $0 == 0 })
      #expect(batch[count - 1, 5] == images[(count - 1) * shape.size + 5])
      #expect(batch.blocks == (count + 15) / 16)
    }

    @Test func shapesAreWords() {
      #expect(Shape(3, 32, 16).description == "3x32x16")
      #expect(Shape(300).description == "300")
      for text in ["3x32x16", "300", "1x2x2"] { #expect(Shape(text)?.description == text) }
      for text in ["", "x", "3x", "3x4", "0", "-1", "3x0x2", "1x2x3x4", "9999999", "a"] {
        #expect(Shape(text) == nil)
      }
    }

    @Test func stopFlagCounts() {
      let flag = StopFlag()
      #expect(!flag.isRaised)
      #expect(flag.raise() == 1)
      #expect(flag.raise() == 2)
      #expect(flag.isRaised)
      flag.clear()
      #expect(flag.count == 0)
    }
  }
}
