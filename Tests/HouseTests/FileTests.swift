import Foundation
import Testing

/// The shape of files: sizes, names, what stands in the root, no path of anybody's machine.
@Suite struct FileTests {
  /// A file has at most 250 lines; 400 is where it must be split. C is exempt: kernels are long. So
  /// are tables of measurements, which a script writes: a row is a line.
  static let lineLimit = 400
  static let tables = "Sources/Costs/Measurements/"

  @Test func swiftFilesStayShort() {
    for file in Repository.swift(below: "Sources") + Repository.swift(below: "Tests") {
      let lines = (Repository.text(file) ?? "").split(
        separator: "\n", omittingEmptySubsequences: false)
      let isTable = file.hasPrefix(Self.tables) && file.hasSuffix("Table.swift")
      if lines.count > Self.lineLimit, !isTable {
        Issue.record("\(file) has \(lines.count) lines; split it (limit \(Self.lineLimit))")
      }
    }
  }

  /// No room for what belongs nowhere.
  @Test func noFileIsAUtility() {
    for file in Repository.swift(below: "Sources")
    where stem(file).contains(/Util|Helper|Manager|Misc|Placeholder/) {
      Issue.record("\(file): name it after the noun it holds")
    }
  }

  @Test func theRootHoldsOnlyWhatBelongsThere() {
    let allowed: Set<String> = [
      "Package.swift", "Sources", "Tests", "Sessions", "Docs", "README.md",
      "CHANGELOG.md", "LICENSE",
      ".swift-format", ".gitignore", ".ci", "dev",
    ]
    let found = Set(Repository.files.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(found.subtracting(allowed).isEmpty)
  }

  /// Folders of one user or one checkout; written in two parts, so that this file passes.
  @Test func noFileNamesAPathOfOneMachine() {
    let folders = ["work/", "root/", "home/", "Users/"].map { "/" + $0 }
    for file in Repository.files {
      guard let text = Repository.text(file) else { continue }
      for folder in folders where Self.names(folder, in: text) {
        Issue.record("\(file) names a path under \(folder)")
      }
    }
  }

  /// Whether an absolute path under the folder stands in the text: not inside another path.
  static func names(_ folder: String, in text: String) -> Bool {
    text.components(separatedBy: folder).dropLast().contains { before in
      guard let last = before.last else { return true }
      return !(last.isLetter || last.isNumber || "~._-$})/".contains(last))
    }
  }

  @Test func pathsAreRecognised() {
    let folder = "/" + "work/"
    #expect(Self.names(folder, in: "see \(folder)x"))
    #expect(Self.names(folder, in: "\(folder)x"))
    #expect(Self.names(folder, in: "\"\(folder)x\""))
    #expect(!Self.names(folder, in: "net\(folder)x"))
    #expect(!Self.names(folder, in: "~\(folder)x"))
  }
}
