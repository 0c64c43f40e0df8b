import Tensors
import Testing

@testable import Datasets

/// Targets that are numbers follow their records as classes do.
@Suite struct TargetsTests {
  static let numbers = Examples(
    shape: Shape(2), targets: .values(Shape(3), (0..<12).map { Float($0) }),
    pixels: .reals((0..<8).map { Float($0) }))

  @Test func selection() {
    #expect(Self.numbers.count == 4 && Self.numbers.labels.isEmpty)
    #expect(
      Self.numbers.select([3, 0]).targets == .values(Shape(3), [9, 10, 11, 0, 1, 2]))
    #expect(Self.numbers.prefix(1).targets == .values(Shape(3), [0, 1, 2]))
    #expect(Self.numbers.histogram(classes: 2) == [0, 0])
  }

  @Test func checksum() {
    func sum(_ targets: Targets) -> Checksum {
      var sum = Checksum()
      sum.add(Examples(shape: Shape(1), targets: targets, pixels: .reals([1, 2])))
      return sum
    }
    let values = sum(.values(Shape(1), [0, 1]))
    #expect(values != sum(.values(Shape(1), [0, 2])))
    #expect(values != sum(.classes([0, 1])))
  }
}
