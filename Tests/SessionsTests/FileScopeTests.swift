import TestSupport
import Testing

@testable import Sessions

/// Where paths begin in a run of a sweep, and what it may touch.
@Suite struct FileScopeTests {
  @Test func outputsAreApart() throws {
    let (script, made) = (Scratch(), Scratch())
    let folder = try #require(FilePath.real(script.path))
    let outputs = try #require(FilePath.real(made.path))
    let scope = FileScope(folder: folder, outputs: outputs, isTrusted: false)
    #expect(scope.path("data.csv") == folder + "/data.csv")
    #expect(scope.outputPath("data.csv") == outputs + "/data.csv")
    _ = made.file("data.csv", "1")
    #expect(scope.path("data.csv") == outputs + "/data.csv", "what was written is read again")
    #expect(scope.mayRead(folder + "/x") && scope.mayRead(outputs + "/x"))
    #expect(!scope.mayRead("/etc/passwd"))
    #expect(scope.obstacle(toWriting: outputs + "/x.csv") == nil)
    #expect(scope.obstacle(toWriting: outputs + "/.x") != nil)
    #expect(scope.obstacle(toWriting: folder + "/x.csv") != nil)
    #expect(FileScope.user.outputPath("x") == "x")
  }
}
