import TestSupport
import Testing

@testable import Datasets

/// Files that lie, are cut or hold something else: one error, before memory is taken.
@Suite struct NumpyHostileTests {
  private typealias Make = NumpyFixture

  private func error(_ bytes: [UInt8]) throws -> DatasetError? {
    let folder = Scratch()
    let file = try folder.file("a.npz", bytes)
    return failure { _ = try Dataset.load(DatasetRequest("npz", file: file)) }
  }

  private func pair(
    _ values: [UInt8], labels: [UInt8]? = nil, packed: Bool = false
  ) -> Make {
    var zip = Make()
    zip.add("x", values, packed: packed)
    zip.add("y", labels ?? Make.array("|u1", [6], [0, 1, 2, 0, 1, 2]))
    return zip
  }

  private let good = NumpyFixture.array("|u1", [6, 2, 2], Fixture.bytes(24))

  @Test func noZipAtAll() throws {
    #expect(try error([])?.code == "data-truncated")
    #expect(try error(Array("#! pollard session 1 and more".utf8))?.code == "data-bad-magic")
    #expect(try error(Array(pair(good).file().dropLast(30)))?.code == "data-corrupt-zip")
    #expect(failure { _ = try Dataset.load(DatasetRequest("npz")) }?.code == "data-missing")
    for (path, code) in [("/nonexistent/x", "data-missing"), ("/dev/zero", "data-unreadable")] {
      #expect(
        failure { _ = try Dataset.load(DatasetRequest("npz", file: path)) }?.code == code)
    }
  }

  /// Cut anywhere, with each byte of it changed: an error, or the numbers of the file.
  @Test func everyByteMatters() throws {
    for packed in [false, true] {
      let whole = pair(good, packed: packed).file()
      for end in 0..<whole.count {
        #expect(try error(Array(whole[..<end])) != nil, "cut at \(end)")
      }
      let folder = Scratch()
      let file = try folder.file("a.npz", whole)
      let sum = try Dataset.load(DatasetRequest("npz", file: file)).checksum
      for index in whole.indices {
        var damaged = whole
        damaged[index] ^= 0x41
        try folder.file("a.npz", damaged)
        let found = try? Dataset.load(DatasetRequest("npz", file: file))
        // Dates and versions say nothing of the numbers.
        #expect(found == nil || found?.checksum == sum, "byte \(index)")
      }
    }
  }

  @Test func headersThatLie() throws {
    for (type, shape, bytes) in [
      ("|u1", [1 << 40, 2, 2], 24), ("<f8", [1 << 62, 1 << 62], 24), ("|u1", [6, 2, 3], 24),
      ("|u1", [6, 2, 2], 25), ("|u1", [0, 2, 2], 0), ("|u1", [6, 0, 2], 0),
      ("|u1", [6, 5000, 1], 6),
      ("|u1", [6, 1, 1, 1, 4], 24), ("|u1", [1, 1, 1, 1, 1, 1, 1, 1, 1], 1), ("|u1", [], 1),
      ("|O", [6], 6), ("<c8", [6], 48), ("<U4", [6], 96), ("<f3", [6], 18), ("|u1", [5, 2, 2], 20),
    ] as [(String, [Int], Int)] {
      let values = Make.array(type, shape, Fixture.bytes(bytes))
      let found = try error(pair(values).file())
      #expect(found?.code.hasPrefix("data-") == true, "\(type) \(shape)")
      #expect(found?.hint != nil || found?.code != "data-interrupted")
    }
  }

  @Test func textsThatAreNoHeader() throws {
    let values = Fixture.bytes(24)
    for text in [
      "", "{", "{}", "[]", "{'descr': '|u1'}",
      "{'descr': '|u1', 'fortran_order': 0, 'shape': (6,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (6, 2, 2)} x",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (-6, 2, 2)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 2)}",
      "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (6, 2, 2)}",
      "{'descr': '|u1, 'fortran_order': False, 'shape': (6, 2, 2)}", "{'descr': '",
      String(repeating: "(", count: 60_000),
    ] {
      let found = try error(pair(Make.header(text) + values).file())
      #expect(found?.code == "data-disagreement", "\(text.prefix(80))")
    }
  }

  @Test func labelsThatAreNone() throws {
    for labels in [
      Make.array("<f4", [6], Make.bytes((0..<6).map { (Float($0) / 2).bitPattern })),
      Make.array("<i8", [6], Make.bytes((0..<6).map { Int64($0) << 40 })),
      Make.array("<f8", [6], Make.bytes((0..<6).map { _ in Double.nan.bitPattern })),
      Make.array("|u1", [5], [0, 1, 2, 0, 1]), Make.array("|u1", [6, 2], Fixture.bytes(12)),
      Make.array("|u1", [6], [UInt8](repeating: 3, count: 6)),
    ] {
      #expect(try error(pair(good, labels: labels).file())?.code == "data-disagreement")
    }
    let values = Make.array(
      "<f4", [6, 1], Make.bytes([0, 1, 2, .infinity, 4, 5].map(\Float.bitPattern)))
    let found = try error(pair(values).file())
    #expect(
      found?.message.hasSuffix(
        "numbers in x that are finite in 32 bits, found another in record 3") == true)
    let many = Make.array("<i4", [10_002], Make.bytes((0..<10_002).map { Int32($0) }))
    let points = Make.array("|u1", [10_002, 1], Fixture.bytes(10_002))
    #expect(try error(pair(points, labels: many).file())?.code == "data-disagreement")
  }

  /// 8 MB of zeros in 8 KB whose header says little; and sizes that no such file can hold.
  @Test func bombs() throws {
    let zeros = Make.array("|u1", [6, 2, 2], [UInt8](repeating: 0, count: 8_000_000))
    #expect(try error(pair(zeros, packed: true).file())?.code == "data-disagreement")
    var forged = pair(good, packed: true).file()
    // The unpacked size in the directory.
    let directory = try #require(
      forged.indices.first { forged[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    forged.replaceSubrange(directory + 24..<directory + 28, with: [0, 0, 0, 3])
    #expect(try error(forged)?.message.contains("as long as it says") == true)
  }
}
