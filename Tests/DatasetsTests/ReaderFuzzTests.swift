import TestSupport
import Testing

@testable import Datasets

/// Damaged small files: a reader gives a value or a `DatasetError`, nothing else.
@Suite struct ReaderFuzzTests {
  /// Reads `cases` mutations; counts values and errors.
  private func run(
    _ original: [UInt8], cases: Int, _ read: (String) throws -> Void
  ) throws -> (values: Int, errors: Int) {
    let folder = Scratch()
    var count = (values: 0, errors: 0)
    var random = SplitMix(seed: 2)
    for _ in 0..<cases * SplitMix.rounds {
      let file = try folder.file("case", random.mutate(original))
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
    let packed = try Fixture.gzip(Fixture.images(6), in: Scratch())
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
