import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Workspaces

/// Decoded pictures between runs.
@Suite struct PictureCacheTests {
  /// The bytes of 2x2 pictures in two classes, in a folder of their own.
  private func pictures() throws -> Scratch {
    let folder = Scratch()
    for (index, name) in ["a", "b"].enumerated() {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
      for number in 0..<3 {
        try folder.file("\(name)/\(number).png", Self.png[(index + number) % 2])
      }
    }
    return folder
  }

  /// Two pictures of one pixel: black and white.
  private static let png: [[UInt8]] = ["NgAAAAAgABSK+kcQ", "P4DwABAQEAsTj2FA"].map {
    let start = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nG"
    return [UInt8](Data(base64Encoded: start + $0 + "AAAABJRU5ErkJggg==") ?? Data())
  }

  private func load(
    _ folder: Scratch, _ cache: PictureCache, _ stop: StopFlag? = nil
  ) throws -> Dataset {
    try Dataset.load(
      DatasetRequest("folder", folder: folder.path, size: 2), keeping: cache, stop: stop)
  }

  @Test func whatIsKeptIsFoundAgain() throws {
    let (folder, home) = (try pictures(), Scratch())
    let cache = PictureCache(folder: home.path + "/new/pictures", writes: true)
    let first = try load(folder, cache)
    #expect(first.remarks == ["6 pictures decoded"])
    let second = try load(folder, cache)
    #expect(second.remarks == [] && second.checksum == first.checksum)
    #expect(second.notes == first.notes)
    let names = try FileManager.default.contentsOfDirectory(atPath: home.path + "/new/pictures")
    #expect(names.count == 1 && names[0].hasSuffix(".pictures"))
  }

  @Test func aDamagedFileIsMadeAgainAndSaidSo() throws {
    let (folder, home) = (try pictures(), Scratch())
    let cache = PictureCache(folder: home.path, writes: true)
    let sum = try load(folder, cache).checksum
    let name = try #require(try home.names().first)
    let whole = try home.bytes(name)
    for damaged in [Array(whole.dropLast()), [], [1, 2, 3], whole.map { $0 ^ 1 }] {
      try home.file(name, damaged)
      let again = try load(folder, cache)
      #expect(again.checksum == sum)
      let isEmpty = damaged.isEmpty
      #expect(
        again.remarks
          == (isEmpty ? [] : ["the cache of decoded pictures was damaged: it is made again"])
          + ["6 pictures decoded"])
      #expect(try home.bytes(name) == whole)
    }
  }

  @Test func changedPicturesAreDecodedAgain() throws {
    let (folder, home) = (try pictures(), Scratch())
    let cache = PictureCache(folder: home.path, writes: true)
    let sum = try load(folder, cache).checksum
    try folder.file("a/3.png", Self.png[0])
    let more = try load(folder, cache)
    #expect(more.remarks.first == "the pictures have changed: their cache is made again")
    #expect(more.checksum != sum && more.training.count + more.test.count == 7)
    #expect(try home.names().count == 1)
  }

  /// Lines of others leave nothing, and use what is there.
  @Test func untrustedLinesLeaveNothing() throws {
    let (folder, home, states) = (try pictures(), Scratch(), Scratch())
    let theirs = PictureCache(folder: home.path, writes: false, temporary: states.path)
    let sum = try load(folder, theirs).checksum
    #expect(try home.names().isEmpty && states.names().isEmpty)
    _ = try load(folder, PictureCache(folder: home.path, writes: true))
    let found = try load(folder, theirs)
    #expect(found.remarks.isEmpty && found.checksum == sum)
  }

  @Test func aFolderThatCannotBe() throws {
    let (folder, home) = (try pictures(), Scratch())
    home.file("plain", "text")
    let cache = PictureCache(folder: home.path + "/plain/below", writes: true)
    #expect {
      _ = try load(folder, cache)
    } throws: {
      ($0 as? DatasetError)?.code == "data-unwritable"
    }
    let stop = StopFlag()
    stop.raise()
    #expect {
      _ = try load(folder, PictureCache(folder: home.path, writes: true), stop)
    } throws: {
      ($0 as? DatasetError)?.isInterruption == true
    }
    #expect(try home.names() == ["plain"])
  }

  /// Two at once, each with a file of its own until it is whole.
  @Test func twoAtOnce() async throws {
    let (folder, home) = (try pictures(), Scratch())
    let path = home.path
    let place = folder.path
    let sums = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try Dataset.load(
            DatasetRequest("folder", folder: place, size: 2),
            keeping: PictureCache(folder: path, writes: true)
          ).checksum.description
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(sums.count == 1)
    #expect(try home.names().count == 1)
  }
}
