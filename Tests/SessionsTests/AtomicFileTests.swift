import Foundation
import Tensors
import TestSupport
import Testing

@testable import Sessions

/// Files that are written whole or not at all.
@Suite struct AtomicFileTests {
  @Test func writesWholeOrNotAtAll() throws {
    let scratch = Scratch()
    let path = scratch.file("a", "old")
    try AtomicFile.write("new", to: path)
    #expect(scratch.read("a") == "new")
    #expect(throws: FileError.self) { try AtomicFile.write("x", to: scratch.path + "/no/b") }
    #expect(throws: FileError.self) { try AtomicFile.write("x", to: "/dev/full") }
    #expect(try scratch.names() == ["a"])
  }

  /// What killed programs left is known by its name and taken away with the next writing.
  @Test func remnantsAreSwept() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let old = [
      FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -60)
    ]
    for name in [
      "run.pollard.0123456789abcdef.part", "other.pollard.0123456789abcdef.part",
      "run.pollard.0123456789ABCDEF.part", "run.pollard.part", "run.pollard.123.part",
    ] {
      _ = scratch.file(name, "x")
      try FileManager.default.setAttributes(old, ofItemAtPath: scratch.file(name))
    }
    try AtomicFile.write("whole", to: path)
    #expect(
      try scratch.names() == [
        "other.pollard.0123456789abcdef.part", "run.pollard",
        "run.pollard.0123456789ABCDEF.part", "run.pollard.123.part", "run.pollard.part",
      ])
    #expect(scratch.read("run.pollard") == "whole")
  }

  /// A file that is being written is nobody's remnant, and what fails leaves none.
  @Test func writingLeavesNothing() throws {
    let scratch = Scratch()
    let path = scratch.file("a")
    try AtomicFile.write(to: path) { file in
      try file.put(Array("half".utf8))
      let part = try #require(try scratch.names().first { $0.hasSuffix(".part") })
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: scratch.file(part))
      TemporaryFile.sweep(beside: path)
      #expect(try scratch.names() == [part])
      try file.put(Array(" and half".utf8))
    }
    #expect(try scratch.names() == ["a"])
    #expect(scratch.read("a") == "half and half")
    let stop = StopFlag()
    stop.raise()
    #expect(throws: FileError.self) { try AtomicFile.write([1, 2], to: path, stop: stop) }
    #expect(scratch.read("a") == "half and half")
    #expect(try scratch.names() == ["a"])
  }

  /// A link beside its file stays one; a link to elsewhere is a trap.
  @Test func links() throws {
    let scratch = Scratch()
    let other = Scratch()
    _ = scratch.file("real", "old")
    _ = other.file("victim", "old")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("near"), withDestinationPath: "real")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("far"), withDestinationPath: other.file("victim"))
    try AtomicFile.write("new", to: scratch.file("near"))
    #expect(scratch.read("real") == "new")
    #expect(throws: FileError.self) { try AtomicFile.write("new", to: scratch.file("far")) }
    #expect(other.read("victim") == "old")
  }

  /// What the kernel shows of an open descriptor is a link, to a name that may not be a path.
  @Test func descriptors() throws {
    let pipe = Pipe()
    let scratch = Scratch()
    let path = scratch.file("gone", "old")
    let gone = try #require(FileHandle(forWritingAtPath: path))
    try FileManager.default.removeItem(atPath: path)
    for descriptor in [pipe.fileHandleForWriting, gone].map(\.fileDescriptor) {
      #expect(throws: FileError.self) {
        try AtomicFile.write("new", to: "/proc/self/fd/\(descriptor)")
      }
    }
    #expect(try scratch.names() == [])
  }
}
