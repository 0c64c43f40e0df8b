import Foundation
import Testing

/// README.md tells figures of recorded sessions alone.
@Suite struct ReadmeTests {
  private static let page = Repository.text("README.md") ?? ""

  /// The rows of the table of results: accuracies, and the sessions they are from.
  private static var results: [[String]] {
    let section = page.components(separatedBy: "## What it reaches").last ?? ""
    return section.split(separator: "\n").drop { !$0.hasPrefix("|") }
      .prefix { $0.hasPrefix("|") }.dropFirst(2)
      .map { row in row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  private static func sessions(_ names: String) throws -> String {
    try names.matches(of: /`([^`]+)`/).map { try text("Sessions/\($0.1).pollard") }.joined()
  }

  @Test func accuraciesAreRecorded() throws {
    #expect(Self.results.count == 2)
    for row in Self.results {
      try #require(row.count == 5)
      let recorded = try Self.sessions(row[4])
      for accuracy in row[1...3] {
        #expect(recorded.contains("| test: accuracy \(accuracy), loss"), "\(row[0]): \(accuracy)")
      }
    }
  }

  @Test func multiplyAddsAreRecorded() throws {
    let recorded = try Self.sessions(Self.results.map { $0[4] }.joined())
    for count in ["1,506,465", "2,338,962"] {
      #expect(Self.page.contains("\(count)") && recorded.contains(" \(count) "))
    }
  }

  /// The lines typed at the top of the page are in the session it names, in order, and what they
  /// answer is told, but for what is volatile, and checksums.
  @Test func theFirstSessionIsRecorded() throws {
    var cells = try Self.text("Sessions/first-prune.pollard").components(separatedBy: "\n> ")[...]
    let shown = Self.page.components(separatedBy: "## ")[0].split(separator: "\n")
      .filter { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
    let words = Self.words(shown.joined(separator: "\n"))
    let typed = shown.filter { $0.hasPrefix("> ") }.map { $0.dropFirst(2) }
    #expect(typed.count == 7)
    for line in typed {
      let place = try #require(cells.firstIndex { $0.hasPrefix("\(line)\n") }, "\(line)")
      let answer = cells[place].split(separator: "\n").filter { $0.hasPrefix("| ") }
        .map { $0.dropFirst(2) }.filter { !$0.hasPrefix("checksum") }
      for told in answer { #expect(words.contains(Self.words(String(told))), "\(told)") }
      cells = cells[(place + 1)...]
    }
  }

  @Test func theFirstKnownLimit() throws {
    let limits = try #require(
      Self.page.components(separatedBy: "Known limits:\n\n").dropFirst().first)
    #expect(limits.hasPrefix("1. **No real energy counter has been read.**"))
  }

  /// However a line is wrapped.
  private static func words(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  private static func text(_ path: String) throws -> String {
    try #require(Repository.text(path), "\(path)")
  }
}
