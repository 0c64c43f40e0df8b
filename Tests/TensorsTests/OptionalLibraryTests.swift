import Foundation
import Testing

@testable import Tensors

extension TensorsSuite {
  /// What is not here, does not load or is of another pollard is an error with the way out.
  @Suite struct OptionalLibraryTests {
    private static let library = OptionalLibrary(
      "trial", title: "Trial", purpose: "tests", interface: 3)
    private let shelf = Shelf(Self.library)

    /// Loading must fail; what it fails with.
    private func problem(_ folder: String? = nil) throws -> OptionalLibraryError.Problem {
      let thrown = #expect(throws: OptionalLibraryError.self) {
        try Self.library.load(from: folder ?? shelf.folder)
      }
      let error = try #require(thrown)
      #expect(error.hint == "‘./dev setup trial’ builds it")
      #expect(error.description.hasSuffix("; ‘./dev setup trial’ builds it"))
      return error.problem
    }

    @Test func absent() throws {
      #expect(try problem() == .absent)
      #expect(try problem("/nowhere") == .absent)
      #expect(throws: OptionalLibraryError(Self.library, .absent)) {
        try Self.library.load(from: nil)
      }
      #expect(
        OptionalLibraryError(Self.library, .absent).description
          == "Trial, for tests, is not here: there is no libpollard-trial.so beside the program; "
          + "‘./dev setup trial’ builds it")
    }

    @Test(arguments: ["", "\n", "no library", "\u{7F}ELF", String(repeating: "x", count: 9999)])
    func files(_ text: String) throws {
      try text.write(toFile: shelf.file, atomically: true, encoding: .utf8)
      guard case .unusable(let reason) = try problem() else {
        Issue.record("a file of text was taken for a library")
        return
      }
      #expect(reason.contains(Self.library.file))
    }

    /// A copy that ended early.
    @Test(.enabled(if: Shelf.compiler != nil, "there is no C compiler"))
    func cutShort() throws {
      try shelf.build(Shelf.shim(version: "\"Trial 1\""))
      let whole = try Data(contentsOf: URL(filePath: shelf.file))
      for count in [100, 5000, whole.count / 2, whole.count - 1] {
        try whole.prefix(count).write(to: URL(filePath: shelf.file))
        #expect(try problem() == .unusable("libpollard-trial.so is cut short"), "\(count)")
      }
    }

    @Test func noFiles() throws {
      try FileManager.default.createDirectory(
        atPath: shelf.file, withIntermediateDirectories: false)
      #expect(try problem() == .unusable("libpollard-trial.so is no file"))
      try FileManager.default.removeItem(atPath: shelf.file)
      #expect(mkfifo(shelf.file, 0o600) == 0)
      #expect(try problem() == .unusable("libpollard-trial.so is no file"))
    }

    @Test(.enabled(if: Shelf.compiler != nil, "there is no C compiler"))
    func functionsAreMissing() throws {
      try shelf.build("int nothing;")
      #expect(
        try problem() == .unusable("libpollard-trial.so has no pollard_trial_interface"))
      try shelf.build("int pollard_trial_interface(void) { return 3; }")
      #expect(try problem() == .unusable("libpollard-trial.so has no pollard_trial_version"))
      try shelf.build(Shelf.shim(version: "0"))
      #expect(try problem() == .unusable("libpollard-trial.so tells no version"))
    }

    /// What it is linked with was taken away since.
    @Test(.enabled(if: Shelf.compiler != nil, "there is no C compiler"))
    func anotherLibraryIsMissing() throws {
      let other = "libpollard-trial-other.so"
      try shelf.build("int other(void) { return 1; }", as: other)
      try shelf.build(
        Shelf.shim(version: "other() ? \"a\" : \"b\"", "int other(void);"),
        "-L\(shelf.folder)", "-l:\(other)")
      guard case .unusable(let reason) = try problem() else {
        Issue.record("it loads without a library that it needs")
        return
      }
      #expect(reason.hasPrefix(other))
    }

    @Test(.enabled(if: Shelf.compiler != nil, "there is no C compiler"))
    func interfaces() throws {
      try shelf.build(Shelf.shim(interface: 2, version: "\"Trial 1\""))
      #expect(try problem() == .otherInterface(2))
      // Once it was built anew it is found, by the same process.
      try shelf.build(Shelf.shim(version: "\"Trial 2\""))
      #expect(try Self.library.load(from: shelf.folder).version == "Trial 2")
    }

    @Test(.enabled(if: Shelf.compiler != nil, "there is no C compiler"))
    func loads() throws {
      try shelf.build(
        Shelf.shim(
          version: "\"Trial\\t 1.2\\n\"", "int pollard_trial_twice(int x) { return 2 * x; }"))
      let loaded = try Self.library.load(from: shelf.folder)
      #expect(loaded.version == "Trial 1.2")
      let twice = try loaded.function("twice", as: (@convention(c) (Int32) -> Int32).self)
      #expect(twice(21) == 42)
      let missing = #expect(throws: OptionalLibraryError.self) {
        try loaded.function("thrice", as: (@convention(c) (Int32) -> Int32).self)
      }
      #expect(
        missing?.problem == .unusable("libpollard-trial.so has no pollard_trial_thrice"))
      // What runs stays, whatever is built meanwhile.
      try shelf.build(Shelf.shim(version: "\"Trial 3\""))
      #expect(try Self.library.load(from: shelf.folder).version == "Trial 1.2")
    }

    @Test func theProgramKnowsItsFolder() throws {
      let folder = try #require(OptionalLibrary.programFolder)
      #expect(folder.hasPrefix("/") && FileManager.default.fileExists(atPath: folder))
    }

    /// Each library has a C file with the interface that the program asks for, and each C file a
    /// library.
    @Test func shimsAreThoseOfSources() throws {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Shims")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(files == OptionalLibrary.all.map { "\($0.name).c" })
      for library in OptionalLibrary.all {
        let text = try String(
          contentsOf: folder.appending(path: "\(library.name).c"), encoding: .utf8)
        #expect(
          text.contains(
            "int pollard_\(library.name)_interface(void) { return \(library.interface); }"))
        #expect(text.contains("const char *pollard_\(library.name)_version(void) {"))
      }
    }
  }
}
