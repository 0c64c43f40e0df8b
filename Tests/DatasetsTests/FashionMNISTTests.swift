import Foundation
import Testing

@testable import Datasets

/// Debian's files, where they are installed.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist"),
    "the package dataset-fashion-mnist is not installed"))
struct FashionMNISTTests {
  @Test func countsFiguresAndChecksums() throws {
    let set = try Dataset.load(
      DatasetRequest("fashion-mnist", folder: "/usr/share/datasets/fashion-mnist"))
    #expect(set.training.count == 60_000)
    #expect(set.test.count == 10_000)
    #expect(set.shape.description == "1x28x28")
    #expect(set.training.histogram(classes: 10) == [Int](repeating: 6000, count: 10))
    #expect(set.test.histogram(classes: 10) == [Int](repeating: 1000, count: 10))
    #expect(set.training.labels.prefix(5) == [9, 0, 0, 3, 0])
    #expect(abs(set.normalisation.mean[0] - 0.2860) < 5e-5)
    #expect(abs(set.normalisation.deviation[0] - 0.3530) < 5e-5)
    #expect(set.training.checksum(of: 0).description == "12ebd411c86fc5de")
    #expect(set.checksum.description == "b59e763295895206")
  }
}
