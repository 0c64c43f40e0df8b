import Testing

/// Lines of at most 100 columns: pages in full, and in Swift the comments and strings too, which
/// swift-format leaves alone.
@Suite struct ColumnTests {
  static let columnLimit = 100

  @Test func swiftLinesFit() {
    let files = Repository.swift(below: "Sources") + Repository.swift(below: "Tests")
    for file in files {
      report(file) { _ in true }
    }
  }

  /// A row of a table cannot be wrapped.
  @Test func linesOfPagesFit() {
    let pages = Repository.files.filter {
      $0 == "README.md" || ($0.hasPrefix("Docs/") && $0.hasSuffix(".md"))
    }
    #expect(!pages.isEmpty)
    for page in pages {
      report(page) { !$0.hasPrefix("|") }
    }
  }

  private func report(_ file: String, where counts: (Substring) -> Bool) {
    let lines = (Repository.text(file) ?? "").split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated()
    where line.count > Self.columnLimit && counts(line) {
      Issue.record("\(file):\(index + 1) has \(line.count) columns (limit \(Self.columnLimit))")
    }
  }
}
