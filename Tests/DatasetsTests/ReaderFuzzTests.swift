import Tensors
import Testing

@testable import Datasets

/// Deterministic damage to small files: a reader gives a value or a `DatasetError`, nothing else.
@Suite struct ReaderFuzzTests {
  /// Flips, cuts, repeats, inserts: one to four changes, chosen by (seed, case).
  private func mutated(_ bytes: [UInt8], _ index: Int) -> [UInt8] {
    let random = Generator(seed: 2, stream: .trial).split(index)
    var bytes = bytes
    for change in 0...random.integer(0, below: 4) {
      let base = 10 * (change + 1)
      let at = random.integer(base, below: bytes.count + 1)
      let value = UInt8(random.integer(base + 1, below: 256))
      let special: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x2C, 0x0A, 0x0D, 0x2D]
      switch random.integer(base + 2, below: 6) {
      case 0 where at < bytes.count: bytes[at] ^= 1 << (value & 7)
      case 1 where at < bytes.count: bytes[at] = special[Int(value) % special.count]
      case 2: bytes.removeSubrange(at...)
      case 3: bytes.insert(contentsOf: [UInt8](repeating: value, count: Int(value)), at: at)
      case 4: bytes.insert(contentsOf: bytes.prefix(at).suffix(40), at: at)
      default: if at < 24 && at < bytes.count { bytes[at] = value }
      }
    }
    return bytes
  }

  /// Runs `cases` mutations; counts values and errors.
  private func run(
    _ original: [UInt8], cases: Int, _ read: (String) throws -> Void
  ) throws -> (values: Int, errors: Int) {
    let folder = try TemporaryFolder()
    var count = (values: 0, errors: 0)
    for index in 0..<cases {
      let file = try folder.write("case", mutated(original, index))
      do {
        try read(file)
        count.values += 1
      } catch let error as DatasetError {
        count.errors += 1
        #expect(error.message.count < 1000)
        #expect(error.file == file)
      }
    }
    #expect(count.errors > 0)
    return count
  }

  @Test func plainIDX() throws {
    _ = try run(Fixture.images(6), cases: 2000) { _ = try IDXFile($0, .images) }
    _ = try run(Fixture.labels(30), cases: 1000) { _ = try IDXFile($0, .labels) }
  }

  @Test func packedIDX() throws {
    let packed = try Fixture.gzip(Fixture.images(6), in: try TemporaryFolder())
    _ = try run(packed, cases: 2000) { _ = try IDXFile($0, .images) }
  }

  @Test func cifar() throws {
    let file = CIFARFile(labelBytes: 1, classes: 10, records: 2)
    let count = try run(Fixture.cifar(2), cases: 1000) { _ = try file.read([$0]) }
    #expect(count.values > 0)
  }

  @Test func csv() throws {
    let text = """
      length,width,kind
      5.1,3.5,setosa
      7.0,3.2,"versi""color"
      6.3,"3.3",virginica
      -4.9e-3,+3,setosa

      """
    for label in ["kind", "3", "width"] {
      let count = try run(Array(text.utf8), cases: 1500) {
        _ = try CSVTable($0, label: label)
      }
      #expect(count.values > 0 || label == "width")
    }
  }
}
