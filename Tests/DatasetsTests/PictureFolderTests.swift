import Foundation
import Synchronization
import TestSupport
import Tensors
import Testing

@testable import Datasets

/// Folders of pictures: which part and class each has, what is left out, what is refused.
@Suite struct PictureFolderTests {
  private typealias Make = PictureFixture

  private func load(
    _ folder: Scratch, size: Int = 4, skip: Bool? = nil, training: Int? = nil,
    validation: Double? = nil, seed: UInt64 = 0
  ) throws -> Dataset {
    try Dataset.load(
      DatasetRequest(
        "folder", folder: folder.path, training: training, validation: validation, seed: seed,
        size: size, skip: skip))
  }

  private func parted() throws -> Scratch {
    let folder = Scratch()
    try Make.classes(folder, "train", counts: ["cat": 5, "dog": 6])
    try Make.classes(folder, "val", counts: ["cat": 2, "dog": 1], type: "jpg")
    try Make.classes(folder, "test", counts: ["cat": 1, "dog": 2], type: "JPEG")
    return folder
  }

  @Test func partsByTheNamesOfFolders() throws {
    let set = try load(try parted())
    #expect(set.classNames == ["cat", "dog"])
    #expect(set.shape == Shape(3, 4, 4))
    #expect(set.training.histogram(classes: 2) == [5, 6])
    #expect(set.validation?.histogram(classes: 2) == [2, 1])
    #expect(set.test.histogram(classes: 2) == [1, 2])
    let without = try parted()
    try without.remove("test")
    let second = try load(without)
    #expect(second.validation == nil && second.test.histogram(classes: 2) == [2, 1])
    #expect(second.notes == ["there is no test folder: the validation folder is the test part"])
    #expect(failure { _ = try load(try parted(), validation: 0.5) }?.code == "data-option")
  }

  /// The records are those pictures, scaled, and no other.
  @Test func everyPictureIsThereOnce() throws {
    let folder = try Make.classes(Scratch(), counts: ["a": 9, "b": 8, "c": 4])
    let set = try load(folder)
    #expect(set.training.count == 17 && set.test.count == 4)
    #expect(
      set.notes == [
        "the folder has one part: 4 of its 21 pictures (19 %), drawn with seed 0, are the test part"
      ])
    var found: [[Double]: Int32] = [:]
    for part in [set.training, set.test] {
      for index in 0..<part.count { found[part.values(of: index)] = part.labels[index] }
    }
    var expected: [[Double]: Int32] = [:]
    for (label, name) in ["a", "b", "c"].enumerated() {
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.file(name)) {
        let picture = try PictureFile.decode(folder.bytes("\(name)/\(file)"))
        let values = PictureScale(size: 4).apply(to: picture)
        expected[values.map { Double($0) }] = Int32(label)
      }
    }
    #expect(found == expected && found.count == 21)
    #expect(try load(folder, seed: 1).checksum != set.checksum)
    // The first records are of every class.
    let few = try load(folder, training: 8)
    #expect(few.training.histogram(classes: 3).allSatisfy { $0 > 0 })
    #expect(few.training.values(of: 7) == set.training.values(of: 7))
    let validated = try load(folder, validation: 0.25)
    #expect(validated.training.count + (validated.validation?.count ?? 0) == 17)
  }

  @Test func filesOfOtherKindsAreCounted() throws {
    let folder = try parted()
    folder.file("train/cat/boxes.txt", "1 2 3 4")
    folder.file("train/cat/.hidden.png", "no picture")
    try FileManager.default.createDirectory(
      atPath: folder.file("train/dog/more"), withIntermediateDirectories: true)
    try folder.file("train/dog/more/x.PNG", Make.png(Make.slope(9, 9)))
    let set = try load(folder)
    #expect(set.training.count == 12)
    #expect(
      set.notes == ["files that are left out, called neither .png, .jpg nor .jpeg: 1"])
  }

  @Test func damagedPicturesAreNamedCountedAndSkippedOnlyWhenAsked() throws {
    let folder = try parted()
    let bytes = try folder.bytes("train/dog/3.png")
    try folder.file("train/dog/3.png", Array(bytes.dropLast(40)))
    folder.file("train/cat/0.png", "GIF89a")
    let error = failure { _ = try load(folder) }
    #expect(error?.code == "data-corrupt-picture")
    #expect(error?.message.contains("2 of 17 that are none") == true)
    #expect(error?.hint == "skip=on leaves them out")
    #expect(error?.quote?.contains("train/dog/3.png: a damaged PNG") == true)
    #expect(error?.quote?.contains("train/cat/0.png: neither PNG nor JPEG") == true)
    #expect(failure { _ = try load(folder, skip: false) } != nil)
    let set = try load(folder, skip: true)
    #expect(set.training.histogram(classes: 2) == [4, 5])
    #expect(set.notes == ["damaged pictures that are left out: 2"])
    #expect(set.remarks.count == 3)
  }

  @Test func foldersThatAreNone() throws {
    #expect(
      failure {
        _ = try Dataset.load(DatasetRequest("folder", folder: "/nonexistent/x"))
      }?.code == "data-missing")
    let empty = Scratch()
    #expect(failure { _ = try load(empty) }?.code == "data-disagreement")
    let one = try Make.classes(Scratch(), counts: ["a": 3])
    #expect(failure { _ = try load(one) }?.code == "data-disagreement")
    let hollow = try Make.classes(Scratch(), counts: ["a": 3, "b": 0])
    #expect(failure { _ = try load(hollow) }?.code == "data-empty")
    let other = try parted()
    try Make.classes(other, "test", counts: ["horse": 1])
    #expect(failure { _ = try load(other) }?.message.contains("another folder") == true)
    for size in [0, -1, 1025, Int.max] {
      #expect(failure { _ = try load(try parted(), size: size) }?.code == "data-option")
    }
  }

  @Test func linksPipesAndCircles() throws {
    let folder = try Make.classes(Scratch(), counts: ["a": 3, "b": 3])
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a/up"), withDestinationPath: "../b")
    #expect(failure { _ = try load(folder) }?.message.contains("each folder once") == true)
    try folder.remove("a/up")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a/self"), withDestinationPath: ".")
    #expect(failure { _ = try load(folder) }?.message.contains("each folder once") == true)
    try folder.remove("a/self")
    #expect(mkfifo(folder.file("b/pipe.png"), 0o600) == 0)
    let pipe = failure { _ = try load(folder) }
    #expect(pipe?.message.contains("a pipe, not a plain file") == true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a/nowhere.jpg"), withDestinationPath: "gone")
    #expect(try load(folder, skip: true).notes.last == "damaged pictures that are left out: 2")
    var deep = folder.path + "/a"
    for _ in 0..<10 { deep += "/d" }
    try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
    #expect(failure { _ = try load(folder, skip: true) }?.code == "data-too-large")
  }

  @Test func thousandsOfClasses() throws {
    let folder = Scratch()
    for index in 0...PictureWalk.limits.classes { mkdir(folder.file("c\(index)"), 0o700) }
    #expect(failure { _ = try load(folder) }?.code == "data-too-large")
    rmdir(folder.file("c0"))
    // No more than there may be; none of them has a picture.
    #expect(failure { _ = try load(folder) }?.code == "data-empty")
  }

  @Test func theLayoutOfTinyImageNet() throws {
    let folder = Scratch()
    for name in ["n01", "n02"] {
      try Make.classes(folder, "train/\(name)", counts: ["images": 3], type: "JPEG")
      folder.file("train/\(name)/\(name)_boxes.txt", "x")
    }
    try Make.classes(folder, "val", counts: ["images": 4], type: "JPEG")
    folder.file("wnids.txt", "n02\nn01\n")
    let lines = "0.JPEG\tn02\t1\t2\n1.JPEG\tn01\t1\t2\n2.JPEG\tn01\t\n3.JPEG\tn01"
    func load() throws -> Dataset {
      try Dataset.load(DatasetRequest("tiny-imagenet", folder: folder.path, size: 4))
    }
    #expect(failure { _ = try load() }?.code == "data-missing")
    for place in ["val/val_annotations.txt", "val_annotations.txt"] {
      folder.file(place, lines)
      let set = try load()
      #expect(set.classNames == ["n01", "n02"])
      #expect(set.training.histogram(classes: 2) == [3, 3])
      #expect(set.test.histogram(classes: 2) == [3, 1])
      try folder.remove(place)
    }
    for wrong in ["0.JPEG\tn02", lines + "\n9.JPEG", lines + "\n9.JPEG\tn03", ""] {
      folder.file("val_annotations.txt", wrong)
      #expect(failure { _ = try load() }?.hint != nil, "\(wrong)")
    }
  }

  private static let root = DataFolder.variable("POLLARD_DATA")

  @Test(
    .enabled(
      if: root.map { DataFolder.exists($0 + "/tiny-imagenet-20/wnids.txt") } ?? false,
      "Tiny ImageNet is not here: POLLARD_DATA names no folder with tiny-imagenet-20"))
  func realPictures() throws {
    let set = try Dataset.load(DatasetRequest("tiny-imagenet"))
    #expect(set.training.histogram(classes: 20) == [Int](repeating: 500, count: 20))
    #expect(set.test.histogram(classes: 20) == [Int](repeating: 50, count: 20))
    #expect(set.shape == Shape(3, 64, 64))
    for mean in set.normalisation.mean { #expect((0.3...0.6).contains(mean)) }
    for deviation in set.normalisation.deviation { #expect((0.2...0.4).contains(deviation)) }
  }
}
