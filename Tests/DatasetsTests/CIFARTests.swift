import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct CIFARTests {
  private let three = CIFARFile(labelBytes: 1, classes: 10, records: 3)

  private func folder() throws -> Scratch {
    let folder = Scratch()
    for index in 1...5 {
      try folder.file("data_batch_\(index).bin", Fixture.cifar(3, seed: UInt64(10 * index)))
    }
    try folder.file("test_batch.bin", Fixture.cifar(3, seed: 99))
    return folder
  }

  @Test func smallFilesAreReadInOrder() throws {
    let folder = try folder()
    let parts = try CIFAR10.load(DatasetRequest("cifar10", folder: folder.path), file: three)
    #expect(parts.training.count == 15)
    #expect(parts.test.count == 3)
    #expect(parts.training.labels == (0..<15).map { Int32($0 % 3) })
    let fourth = parts.training.select([3]).pixels
    #expect(fourth == .bytes(Fixture.bytes(3072, seed: 20)))
    let few = try CIFAR10.load(
      DatasetRequest("cifar10", folder: folder.path, training: 4), file: three)
    #expect(few.training.count == 4)
    #expect(few.training.pixels == parts.training.prefix(4).pixels)
  }

  @Test func fineLabelsCount() throws {
    let folder = Scratch()
    var records = Fixture.cifar(4, labelBytes: 2)
    records[1] = 99
    try folder.file("train.bin", records)
    try folder.file("test.bin", Array(records[..<(2 * 3074)]))
    let request = DatasetRequest("cifar100", folder: folder.path)
    let parts = try CIFAR100.load(request, records: (4, 2))
    #expect(parts.training.labels == [99, 1, 2, 3])
    #expect(failure { _ = try Dataset.load(request) }?.code == "data-truncated")
  }

  @Test func coarseLabelsCountWhereTheyAreAskedFor() throws {
    let folder = Scratch()
    var records = Fixture.cifar(4, labelBytes: 2)
    records[0] = 19
    records[1] = 99
    try folder.file("train.bin", records)
    try folder.file("test.bin", Array(records[..<(2 * 3074)]))
    var request = DatasetRequest("cifar100", folder: folder.path, labels: "coarse")
    let parts = try CIFAR100.load(request, records: (4, 2))
    #expect(parts.training.labels == [19, 1, 2, 3])
    #expect(parts.classNames.count == 20 && parts.classNames[19] == "vehicles_2")
    request.labels = "fine"
    #expect(try CIFAR100.load(request, records: (4, 2)).training.labels == [99, 1, 2, 3])
    records[0] = 20
    try folder.file("train.bin", records)
    request.labels = "coarse"
    let error = failure { _ = try CIFAR100.load(request, records: (4, 2)) }
    #expect(error?.problem == .labelOutOfRange(record: 0, label: 20, classes: 20))
    for wrong in ["both", ""] {
      request.labels = wrong
      #expect(failure { _ = try CIFAR100.load(request, records: (4, 2)) }?.code == "data-option")
    }
    let other = failure { _ = try Dataset.load(DatasetRequest("moons", labels: "fine")) }
    #expect(other?.problem == .needless(.labels, dataset: "moons", found: "fine"))
  }

  @Test(
    .enabled(
      if: root.map { DataFolder.exists($0 + "/cifar-100-binary") } ?? false,
      "CIFAR-100 is not here: POLLARD_DATA names no folder with cifar-100-binary"))
  func realFineAndCoarseLabels() throws {
    let fine = try Dataset.load(DatasetRequest("cifar100"))
    let coarse = try Dataset.load(DatasetRequest("cifar100", labels: "coarse"))
    #expect(fine.training.histogram(classes: 100) == [Int](repeating: 500, count: 100))
    #expect(coarse.training.histogram(classes: 20) == [Int](repeating: 2500, count: 20))
    #expect(coarse.test.histogram(classes: 20) == [Int](repeating: 500, count: 20))
    // Each class lies in one group.
    let groups = Dictionary(
      grouping: zip(fine.training.labels, coarse.training.labels), by: \.0
    ).mapValues { Set($0.map(\.1)) }
    #expect(groups.values.allSatisfy { $0.count == 1 })
    let apple = try #require(fine.classNames.firstIndex(of: "apple"))
    let group = try #require(groups[Int32(apple)]?.first)
    #expect(coarse.classNames[Int(group)] == "fruit_and_vegetables")
  }

  @Test func damagedFiles() throws {
    let folder = try folder()
    func error(_ name: String, _ bytes: [UInt8]?) throws -> DatasetError? {
      let old = try folder.bytes(name)
      if let bytes { try folder.file(name, bytes) } else { try folder.remove(name) }
      defer { _ = try? folder.file(name, old) }
      return failure {
        _ = try CIFAR10.load(DatasetRequest("cifar10", folder: folder.path), file: three)
      }
    }
    let cut = try error("data_batch_3.bin", Array(Fixture.cifar(3).dropLast()))
    #expect(cut?.code == "data-truncated")
    #expect(cut?.message.contains("9219 bytes (3 records of 3073), found only 9218") == true)
    #expect(cut?.hint?.contains("cifar-10-binary.tar.gz") == true)
    #expect(try error("data_batch_1.bin", Fixture.cifar(3) + [0])?.code == "data-too-long")
    #expect(try error("data_batch_1.bin", [])?.code == "data-empty")
    #expect(try error("test_batch.bin", nil)?.code == "data-missing")
    var labels = Fixture.cifar(3)
    labels[3073] = 10
    #expect(
      try error("data_batch_5.bin", labels)?.problem
        == .labelOutOfRange(record: 1, label: 10, classes: 10))
    #expect(try error("data_batch_5.bin", Fixture.cifar(3)) == nil)
  }

  @Test func noFolderNamed() throws {
    let empty = Scratch()
    let error = failure {
      _ = try Dataset.load(DatasetRequest("cifar10", dataFolder: empty.path))
    }
    #expect(error?.code == "data-missing")
    #expect(error?.hint?.contains("POLLARD_DATA") == true)
  }

  private static let root = DataFolder.variable("POLLARD_DATA")

  @Test(
    .enabled(
      if: root.map { DataFolder.exists($0 + "/cifar-10-batches-bin") } ?? false,
      "CIFAR-10 is not here: POLLARD_DATA names no folder with cifar-10-batches-bin"))
  func realCountsFiguresAndChecksums() throws {
    let set = try Dataset.load(DatasetRequest("cifar10", augmentation: ["crop", "flip"]))
    #expect(set.training.count == 50_000)
    #expect(set.test.count == 10_000)
    #expect(set.training.histogram(classes: 10) == [Int](repeating: 5000, count: 10))
    #expect(set.test.histogram(classes: 10) == [Int](repeating: 1000, count: 10))
    for (channel, mean) in [0.4914, 0.4822, 0.4465].enumerated() {
      #expect(abs(set.normalisation.mean[channel] - mean) < 1e-4)
    }
    for (channel, deviation) in [0.2470, 0.2435, 0.2616].enumerated() {
      #expect(abs(set.normalisation.deviation[channel] - deviation) < 1e-4)
    }
    #expect(set.training.checksum(of: 0).description == "ecd1f9b70905d797")
    #expect(set.checksum.description == "390b2d8fb1582dee")
    let few = try Dataset.load(DatasetRequest("cifar10", training: 10_001, test: 10))
    #expect(few.training.pixels == set.training.prefix(10_001).pixels)
  }
}
