import Tensors
import TestSupport
import Testing
import Workspaces

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions

/// What `version` says, above all of what is not there.
@Suite struct VersionTests {
  @Test func optionalLibrariesThatAreNotBuilt() {
    let scratch = Scratch()
    let optional = VersionCommand.optionalLibraries(in: scratch.path)
    #expect(
      optional.text == "jupyter: not built (./dev setup jupyter); mpi: not built (./dev setup mpi)")
    #expect(
      optional.value
        == .array(
          ["jupyter", "mpi"].map {
            .object([
              "name": .string($0), "version": .null, "problem": "library-missing",
              "setup": .string("./dev setup \($0)"),
            ])
          }))
  }

  @Test func optionalLibrariesThatDoNotLoad() {
    let scratch = Scratch()
    _ = scratch.file("libpollard-mpi.so", "text")
    let optional = VersionCommand.optionalLibraries(in: scratch.path)
    #expect(optional.text.hasSuffix("; mpi: does not load (./dev setup mpi)"))
    let problems = "\(optional.value)".matches(of: /"problem": "([a-z-]+)"/).map { $0.1 }
    #expect(problems == ["library-missing", "library-unusable"])
  }

  /// They may or may not be on the machine of the tests.
  @Test func theAnswer() throws {
    let turn = try #require(Engine().execute("version"))
    let report = try #require(turn.report)
    let optional = VersionCommand.optionalLibraries()
    #expect(report.values.keys == ["version", "arithmetic", "libraries", "optional"])
    #expect(report["optional"] == optional.value)
    #expect(!report.blocks.contains { !$0.isVolatile })
    let text = RecordingText.lines(turn).map(\.text).joined(separator: " ")
    for library in OptionalLibrary.all { #expect(text.contains("\(library.name): ")) }
  }

  @Test func errorsOfOptionalLibraries() throws {
    let library = try #require(OptionalLibrary.all.last)
    let error = ErrorTranslation.diagnostic(
      for: OptionalLibraryError(library, .unusable("/somewhere/lib.so: too short")))
    #expect(error.code == "library-unusable")
    #expect(
      error.message == "MPI, for several processes, cannot be used: libpollard-mpi.so does not load"
    )
    #expect(error.quote == "/somewhere/lib.so: too short")
    #expect(error.hint == "‘./dev setup mpi’ builds it")
  }
}
