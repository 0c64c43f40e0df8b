import TestSupport
import Testing

@testable import Datasets

@Suite struct IDXTests {
  private func load(_ folder: Scratch) throws -> Dataset {
    try Dataset.load(DatasetRequest("mnist", folder: folder.path))
  }

  /// Changes one file of a good folder and gives the error.
  private func error(
    after change: (Scratch) throws -> Void
  ) throws -> DatasetError? {
    let folder = Scratch()
    try Fixture.mnist(in: folder, packed: false)
    try change(folder)
    return failure { _ = try load(folder) }
  }

  @Test func plainAndPackedFilesAreTheSame() throws {
    let plain = Scratch()
    let packed = Scratch()
    try Fixture.mnist(in: plain, packed: false)
    try Fixture.mnist(in: packed, packed: true)
    let set = try load(plain)
    #expect(set.training.count == 20)
    #expect(set.test.count == 10)
    #expect(set.shape.description == "1x5x4")
    #expect(set.training.labels[11] == 1)
    #expect(set.training.pixels == .bytes(Fixture.bytes(400)))
    #expect(try load(packed).checksum == set.checksum)
    #expect(set.location == plain.path)
  }

  @Test func foldersAreFoundInTheDataFolder() throws {
    let folder = Scratch()
    try Fixture.mnist(in: folder, packed: false)
    let set = try Dataset.load(DatasetRequest("mnist", dataFolder: folder.path, training: 7))
    #expect(set.training.count == 7)
    let tooMany = failure {
      _ = try Dataset.load(DatasetRequest("mnist", folder: folder.path, training: 21))
    }
    #expect(tooMany?.code == "data-option")
    let fashion = try Dataset.load(DatasetRequest("fashion-mnist", folder: folder.path))
    #expect(fashion.classNames[9] == "Ankle boot")
  }

  @Test func missingThings() throws {
    let nowhere = failure {
      _ = try Dataset.load(DatasetRequest("fashion-mnist", folder: "/nonexistent/x"))
    }
    #expect(nowhere?.code == "data-missing")
    #expect(nowhere?.file == "/nonexistent/x")
    #expect(nowhere?.hint == "apt-get install dataset-fashion-mnist")
    let one = try error { try $0.remove("t10k-labels-idx1-ubyte") }
    #expect(one?.code == "data-missing")
    #expect(one?.file?.hasSuffix("t10k-labels-idx1-ubyte") == true)
    #expect(one?.hint != nil)
  }

  @Test func damagedFiles() throws {
    let images = "train-images-idx3-ubyte"
    let cut = try error { try $0.file(images, Array(Fixture.images(20).dropLast(7))) }
    #expect(cut?.code == "data-truncated")
    #expect(cut?.message.contains("416 bytes (images 20 × 5 × 4, header 16)") == true)
    #expect(cut?.message.hasSuffix("only 409 bytes") == true)
    #expect(try error { $0.file(images, "") }?.code == "data-truncated")
    let long = try error { try $0.file(images, Fixture.images(20) + [0]) }
    #expect(long?.code == "data-too-long")
    let magic = try error { $0.file(images, "#! pollard session 1") }
    #expect(magic?.code == "data-bad-magic")
    let swapped = try error { try $0.file(images, Fixture.labels(20)) }
    #expect(swapped?.code == "data-swapped")
    let fewer = try error { try $0.file("train-labels-idx1-ubyte", Fixture.labels(19)) }
    #expect(fewer?.code == "data-disagreement")
    var labels = Fixture.labels(20)
    labels[10] = 77
    let range = try error { try $0.file("train-labels-idx1-ubyte", labels) }
    #expect(range?.problem == .labelOutOfRange(record: 2, label: 77, classes: 10))
    let empty = try error { try $0.file(images, Fixture.images(0)) }
    #expect(empty?.code == "data-empty")
    let other = try error { try $0.file("t10k-images-idx3-ubyte", Fixture.images(10, 4, 5)) }
    #expect(other?.code == "data-disagreement")
  }

  @Test func exchangedParts() throws {
    let error = try error { folder in
      for (name, content) in [("images-idx3", Fixture.images), ("labels-idx1", nil)] {
        let make = { (count: Int) in content?(count, 5, 4) ?? Fixture.labels(count) }
        try folder.file("train-\(name)-ubyte", make(10))
        try folder.file("t10k-\(name)-ubyte", make(20))
      }
    }
    #expect(error?.code == "data-swapped")
    #expect(error?.hint?.contains("exchanged") == true)
  }

  @Test func hostileHeaders() throws {
    for sizes in [
      [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0xFFFF_FFFF, 4096, 4096], [1, 0, 5],
      [0x7FFF_FFFF, 1, 1], [2, 4096, 4096],
    ] {
      let head = Fixture.word(0x803) + sizes.flatMap(Fixture.word)
      let error = try error { try $0.file("train-images-idx3-ubyte", head + [1, 2, 3]) }
      #expect(error != nil)
    }
  }

  @Test func gzipBombsStopEarly() throws {
    let error = try error { folder in
      let bomb = Fixture.images(20) + [UInt8](repeating: 0, count: 50_000_000)
      try folder.remove("train-images-idx3-ubyte")
      let packed = try Fixture.gzip(bomb, in: folder)
      try folder.file("train-images-idx3-ubyte.gz", packed)
    }
    #expect(error?.code == "data-too-long")
  }

  @Test func damagedGzip() throws {
    let name = "train-images-idx3-ubyte"
    func damaged(_ change: (inout [UInt8]) -> Void) throws -> DatasetError? {
      try error { folder in
        var packed = try Fixture.gzip(Fixture.images(20), in: folder)
        try folder.remove(name)
        change(&packed)
        try folder.file(name + ".gz", packed)
      }
    }
    #expect(try damaged { $0.removeLast(20) }?.code == "data-corrupt-gzip")
    #expect(try damaged { $0.removeLast(4) }?.code == "data-corrupt-gzip")
    #expect(try damaged { $0[$0.count - 6] ^= 1 }?.code == "data-corrupt-gzip")
    #expect(try damaged { $0[10] = 0xFF }?.code == "data-corrupt-gzip")
    #expect(try damaged { $0 = Array($0[..<3]) } != nil)
    #expect(try damaged { _ in } == nil)
  }

  @Test func foldersAndDevicesAreNoFiles() throws {
    #expect(failure { _ = try IDXFile("/tmp", .images) }?.code == "data-unreadable")
    #expect(failure { _ = try IDXFile("/dev/zero", .images) }?.code == "data-unreadable")
    #expect(failure { _ = try IDXFile("a\0b", .images) }?.code == "data-missing")
  }
}
