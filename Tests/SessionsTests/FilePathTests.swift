import Foundation
import TestSupport
import Testing

@testable import Sessions

/// Where paths lead, as they are typed and as they are.
@Suite struct FilePathTests {
  @Test(arguments: [
    ("/a/b/c.csv", "/a/b", "c.csv"), ("/a/b/c.csv", "/a/d", "../b/c.csv"),
    ("/c.csv", "/a/b", "../../c.csv"), ("/a/b", "/a/b", "."), ("/a/bc/x", "/a/b", "../bc/x"),
    ("/x", "/", "x"),
  ])
  func relativePaths(_ path: String, _ folder: String, _ expected: String) {
    #expect(FilePath.relative(path, to: folder) == expected)
  }

  @Test func realPlaces() throws {
    let scratch = Scratch()
    let file = scratch.file("a", "")
    let real = try #require(FilePath.real(scratch.path))
    #expect(FilePath.real(scratch.path + "/no/such") == real + "/no/such")
    #expect(FilePath.real(scratch.path + "/./a") == real + "/a")
    #expect(FilePath.real(scratch.path + "/../scratch/x") == real + "/x")
    #expect(FilePath.real(scratch.path + "/no/../x") == nil)
    #expect(FilePath.real(file + "/x") == nil)
    #expect(FilePath.real("a\0b") == nil)
  }
}
