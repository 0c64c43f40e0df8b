import Testing

/// Imports follow the arrows, and raw pointers stay where C is wrapped.
@Suite struct ArrowTests {
  @Test(arguments: Rooms.arrows.keys.sorted())
  func roomsImportOnlyWhatTheArrowsAllow(room: String) throws {
    let allowed = try #require(Rooms.arrows[room]).union(Rooms.system[room] ?? [])
    for file in Repository.swift(below: "Sources/\(room)") {
      for module in Rooms.imports(of: Repository.text(file) ?? "")
      where !allowed.contains(module) && module != room {
        Issue.record("\(file) imports \(module); \(room) may import \(allowed.sorted())")
      }
    }
  }

  /// An arrow that no file follows is taken out of `Rooms` and of the package.
  @Test(arguments: Rooms.arrows.keys.sorted())
  func roomsImportAllThatTheArrowsAllow(room: String) throws {
    let allowed = try #require(Rooms.arrows[room]).union(Rooms.system[room] ?? [])
    let imported = Repository.swift(below: "Sources/\(room)").flatMap {
      Rooms.imports(of: Repository.text($0) ?? "")
    }
    #expect(allowed.subtracting(imported).isEmpty)
  }

  @Test func everySourceFolderIsARoom() {
    let folders = Set(
      Repository.swift(below: "Sources").compactMap { path -> String? in
        path.split(separator: "/").dropFirst().first.map(String.init)
      })
    #expect(folders.subtracting(Rooms.arrows.keys).isEmpty)
  }

  /// Package.swift has the same arrows as `Rooms`; the compiler enforces those of the package.
  @Test(arguments: Rooms.arrows.keys.sorted())
  func thePackageHasTheSameArrows(room: String) throws {
    let package = try #require(Repository.text("Package.swift"))
    let targets = package.split(separator: "arget(")
    let target = try #require(
      targets.first { $0.contains("name: \"\(room)\"") && !$0.contains("products:") })
    let list = target.firstMatch(of: /dependencies:\s*\[([^\]]*)\]/).map { String($0.1) } ?? ""
    let names = list.matches(of: /"(\w+)"/).map { String($0.1) }
    #expect(Set(names) == Rooms.arrows[room])
  }

  /// A file that wraps system calls (it imports Glibc) may lend bytes to one, in a closure;
  /// pointers that outlive a closure are for Tensors and the wrappers of the C libraries.
  @Test func rawPointersStayInTensorsAndTheWrappersOfC() {
    for file in Repository.swift(below: "Sources") where !file.hasPrefix("Sources/Tensors/") {
      let text = Repository.text(file) ?? ""
      guard ["Unsafe", "@unchecked Sendable"].contains(where: text.contains) else { continue }
      let imports = Rooms.imports(of: text)
      guard Rooms.wrapped.isDisjoint(with: imports) else { continue }
      let lends = imports.contains("Glibc")
      for line in Code.lines(of: text) where Self.holdsPointers(line, lends: lends) {
        Issue.record("\(file) is no wrapper of a C library, yet says: \(line)")
      }
    }
  }

  private static func holdsPointers(_ line: Substring, lends: Bool) -> Bool {
    if line.contains("Unsafe") {
      return !lends || line.contains(/Unsafe\w*Pointer/)
    }
    return line.contains("@unchecked Sendable")
  }

  @Test func importsAreFound() {
    let text = """
      import Costs
      @preconcurrency import Glibc
      @testable public import struct Foundation.URL
      // import Nothing
      let important = "import x"
      """
    #expect(Rooms.imports(of: text) == ["Costs", "Glibc", "Foundation"])
  }
}

/// Source text without its comment lines.
enum Code {
  static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }
  }
}
