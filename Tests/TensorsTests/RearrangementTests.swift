import TensorsTestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Copies by their definition, number by number, and gradients that add up over them.
  @Suite struct RearrangementTests {
    static let counts = [1, 16, 37]

    /// - Parameter from: channel, row and column of the number that one of the output copies.
    private func check(
      _ rearrangement: Rearrangement, _ output: Shape,
      _ from: (_ channel: Int, _ row: Int, _ column: Int) -> (Int, Int, Int)
    ) {
      #expect(rearrangement.output == output)
      for count in Self.counts {
        let x = Samples.batch(count, rearrangement.input, seed: 1, padding: 7)
        let dy = Samples.batch(
          count, output, Samples.integers(count * output.size, seed: 2))
        let (source, slopes) = (Batch(x), Batch(dy))
        var (wanted, gradient) = (Batch(count, output), Batch(count, rearrangement.input))
        slopes.forEach { image, channel, row, column in
          let (c, r, k) = from(channel, row, column)
          wanted[image, channel, row, column] = source[image, c, r, k]
          gradient[image, c, r, k] += slopes[image, channel, row, column]
        }
        #expect(x.rearranged(by: rearrangement).images.doubles == wanted.values)
        let found = dy.rearrangedGradient(of: rearrangement)
        #expect(found.images.doubles == gradient.values)
        #expect(found.paddingLanes.allSatisfy { $0 == 0 })
      }
    }

    @Test func channels() {
      let list = [4, 0, 2, 5]
      check(.channels(list, of: Shape(6, 3, 5)), Shape(4, 3, 5)) { (list[$0], $1, $2) }
      check(.channels([2, 1], of: Shape(3)), Shape(2)) { ([2, 1][$0], $1, $2) }
    }

    @Test(arguments: [(1, 1), (2, 2), (1, 3), (4, 2)]) func repeating(_ factor: (Int, Int)) {
      for shape in [Shape(3, 4, 5), Shape(2)] {
        check(
          .repeating(shape, rows: factor.0, columns: factor.1),
          Shape(shape.channels, shape.height * factor.0, shape.width * factor.1)
        ) { ($0, $1 / factor.0, $2 / factor.1) }
      }
    }

    @Test(arguments: [1, 2, 3]) func pixelShuffle(_ side: Int) {
      let parts = side * side
      check(
        .joiningChannels(Shape(2 * parts, 4, 3), side: side), Shape(2, 4 * side, 3 * side)
      ) { channel, row, column in
        (channel * parts + row % side * side + column % side, row / side, column / side)
      }
      check(
        .partingChannels(Shape(2, 4 * side, 3 * side), side: side), Shape(2 * parts, 4, 3)
      ) { channel, row, column in
        let part = channel % parts
        return (channel / parts, row * side + part / side, column * side + part % side)
      }
    }

    /// One undoes the other.
    @Test func shufflesBack() {
      let x = Samples.batch(18, Shape(8, 3, 2), seed: 3)
      let joining = Rearrangement.joiningChannels(x.shape, side: 2)
      let parting = Rearrangement.partingChannels(joining.output, side: 2)
      #expect(x.rearranged(by: joining).rearranged(by: parting).images == x.images)
    }

    @Test(arguments: [1, 2, 3]) func weightsChangePlaces(_ groups: Int) {
      let (outputs, inputs) = (4, 5)
      let weight = Samples.tensor([outputs * groups, inputs, 2, 3], seed: 4)
      let turned = weight.exchangingChannels(groups: groups)
      #expect(turned.dimensions == [inputs * groups, outputs, 2, 3])
      for group in 0..<groups {
        for output in 0..<outputs {
          for input in 0..<inputs {
            for tap in 0..<6 {
              #expect(
                turned.values[((group * inputs + input) * outputs + output) * 6 + tap]
                  == weight.values[((group * outputs + output) * inputs + input) * 6 + tap])
            }
          }
        }
      }
      #expect(turned.exchangingChannels(groups: groups).values == weight.values)
    }
  }
}
