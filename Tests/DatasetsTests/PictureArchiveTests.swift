import TestSupport
import Tensors
import Testing

@testable import Datasets

/// Files of decoded pictures: what was put in, or nothing.
@Suite struct PictureArchiveTests {
  private func header(_ labels: [[Int32]]) -> PictureArchive.Header {
    PictureArchive.Header(
      stamp: 0xFEDC_BA98_7654_3210, size: 3, classNames: ["a", "é", ""], labels: labels,
      hasTest: true, damaged: 2, damagedNames: ["x: y"])
  }

  private func file(_ labels: [[Int32]], _ values: [UInt8]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = try PictureArchive.Writer { bytes += $0 }
    for start in stride(from: 0, to: values.count, by: 27) {
      try writer.add(Array(values[start..<start + 27])) { bytes += $0 }
    }
    try writer.end(header(labels)) { bytes += $0 }
    return bytes
  }

  private func read(_ bytes: [UInt8]) throws -> PictureArchive? {
    let folder = Scratch()
    let plain = try PlainFile(try folder.file("x", bytes))
    return try PictureArchive(MappedFile(plain.descriptor, count: plain.count))
  }

  @Test func partsComeBack() throws {
    let values = Fixture.bytes(27 * 6)
    let labels: [[Int32]] = [[0, 2, 1], [1], [2, 2]]
    let archive = try #require(try read(file(labels, values)))
    #expect(archive.header == header(labels))
    var at = 0
    for part in 0..<3 {
      let examples = archive.part(part)
      #expect(examples.labels == labels[part])
      for index in 0..<examples.count {
        #expect(examples.values(of: index) == values[at..<at + 27].map { Double($0) })
        at += 27
      }
    }
  }

  /// More than one piece of values.
  @Test func longFiles() throws {
    let count = 90_000
    let labels = [(0..<count).map { Int32($0 % 3) }, [], []]
    let values = (0..<27 * count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    var bytes = try file(labels, values)
    let archive = try #require(try read(bytes))
    #expect(archive.part(0).checksum(of: count - 1).value != 0)
    #expect(
      archive.part(0).values(of: 77_777) == values[27 * 77_777..<27 * 77_778].map { Double($0) })
    bytes[2_000_000] ^= 4
    #expect(try read(bytes) == nil)
  }

  @Test func everyByteIsWatched() throws {
    let whole = try file([[0, 1], [], [2]], Fixture.bytes(81))
    for index in whole.indices {
      var changed = whole
      changed[index] ^= 0x21
      #expect(try read(changed) == nil, "byte \(index)")
    }
    for end in 1..<whole.count { #expect(try read(Array(whole[..<end])) == nil) }
    #expect(try read(whole + [0]) == nil)
  }
}
