import Tensors
import Testing

@testable import Datasets

@Suite struct NormalisationTests {
  @Test func bytesAreScaledFirst() {
    let examples = Examples(
      shape: Shape(2, 1, 2), labels: [0, 1], pixels: .bytes([0, 255, 10, 10, 0, 255, 10, 10]))
    let measured = Normalisation(of: examples)
    #expect(abs(measured.mean[0] - 0.5) < 1e-15)
    #expect(abs(measured.deviation[0] - 0.5) < 1e-15)
    #expect(abs(measured.mean[1] - 10.0 / 255) < 1e-15)
    #expect(measured.table(channel: 0)[0] == -1)
    #expect(measured.table(channel: 0)[255] == 1)
    #expect(abs(measured.table(channel: 1)[10]) < 1e-12)
  }

  @Test func realsMatchTheFormula() {
    let examples = Examples(
      shape: Shape(2), labels: [0, 1, 0, 1], pixels: .reals([1, 7, 2, 7, 3, 7, 4, 7]))
    let measured = Normalisation(of: examples)
    #expect(measured.mean == [2.5, 7])
    #expect(measured.deviation == [Double(1.25).squareRoot(), 1])
    #expect(measured.value(7, channel: 1) == 0)
  }

  @Test func normalisedTrainingHasMeanZeroAndDeviationOne() throws {
    for name in ["moons", "shapes"] {
      let set = try Dataset.load(DatasetRequest(name, training: 100, test: 10))
      var sum = [Double](repeating: 0, count: set.shape.channels)
      var squares = sum
      for index in 0..<set.training.count {
        for (place, value) in set.values(of: index).enumerated() {
          sum[place / set.shape.area] += Double(value)
          squares[place / set.shape.area] += Double(value * value)
        }
      }
      let number = Double(set.training.count * set.shape.area)
      for channel in 0..<set.shape.channels {
        #expect(abs(sum[channel] / number) < 1e-5)
        #expect(abs(squares[channel] / number - 1) < 1e-4)
      }
    }
  }
}
