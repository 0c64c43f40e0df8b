import Foundation
import TestSupport
import Tensors
import Testing

@testable import Datasets

/// Records in a file are the same as those in memory, for everything that asks for them.
@Suite struct MappedRecordsTests {
  /// `count` records of `shape` in memory, and in a file behind five other bytes.
  private func pair(_ shape: Shape, _ count: Int) throws -> (memory: Examples, file: Examples) {
    let bytes = Fixture.bytes(shape.size * count)
    let folder = Scratch()
    let file = try PlainFile(try folder.file("x", [1, 2, 3, 4, 5] + bytes))
    let mapped = try MappedFile(file.descriptor, count: file.count)
    let labels = (0..<count).map { Int32($0 % 3) }
    let records = MappedRecords(mapped, at: 5, size: shape.size, count: count)
    return (
      Examples(shape: shape, labels: labels, pixels: .bytes(bytes)),
      Examples(shape: shape, labels: labels, pixels: .mapped(records))
    )
  }

  private func agree(_ one: Examples, _ other: Examples) {
    #expect(one.count == other.count && one.labels == other.labels)
    #expect(Normalisation(of: one) == Normalisation(of: other))
    var sums = (Checksum(), Checksum())
    sums.0.add(one)
    sums.1.add(other)
    #expect(sums.0 == sums.1)
    for index in 0..<one.count {
      #expect(one.values(of: index) == other.values(of: index))
      #expect(one.checksum(of: index) == other.checksum(of: index))
    }
  }

  /// Sizes whose records are no whole words, in numbers beside a multiple of eight.
  @Test(arguments: [
    (Shape(1, 3, 3), 29), (Shape(3, 5, 7), 8), (Shape(1), 17), (Shape(3, 64, 64), 25),
  ])
  func everyAnswerIsTheSame(shape: Shape, count: Int) throws {
    let (memory, file) = try pair(shape, count)
    agree(memory, file)
    agree(memory.prefix(count / 2), file.prefix(count / 2))
    let chosen = Generator(seed: 3, stream: .trial).permutation(count)
    agree(memory.select(chosen), file.select(chosen))
    let twice = Array(chosen.prefix(count / 2).reversed())
    agree(memory.select(chosen).select(twice), file.select(chosen).select(twice))
    agree(memory.select(chosen).prefix(5), file.select(chosen).prefix(5))
    let sets = [memory, file].map {
      Dataset(name: "x", classNames: ["a", "b", "c"], training: $0, test: $0, citation: "")
    }
    #expect(sets[0].checksum == sets[1].checksum)
    #expect(sets[0].values(of: 1) == sets[1].values(of: 1))
  }

  @Test func aChoiceTakesNoCopy() throws {
    let (memory, file) = try pair(Shape(3, 64, 64), 20)
    #expect(memory.copiedBytes > 20 * 3 * 64 * 64)
    #expect(file.select(Array(0..<20)).copiedBytes < 200)
  }

  @Test func aFileThatIsNotThere() {
    #expect(throws: StorageFileError.self) { try MappedFile(-1, count: 10) }
    #expect(throws: StorageFileError.self) { try MappedFile(0, count: 0) }
  }
}
