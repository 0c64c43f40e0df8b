import Foundation
import Language
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports

/// The pages of `help` about words that are no commands.
@Suite struct TopicTests {
  /// Each line runs, and its answer holds what the page shows of it.
  @Test(arguments: TopicCatalog.all.map(\.name))
  func examplesRun(_ name: String) throws {
    let topic = try #require(TopicCatalog.find(name))
    let scratch = Scratch()
    let engine = Engine()
    #expect(!topic.example.isEmpty)
    for line in topic.example {
      let typed = line.text.replacing("first.pollard", with: scratch.file("first.pollard"))
      let shown = try engine.report(typed).shown
      let isShown = shown.split(separator: "\n").contains { Self.matches($0, line.answer) }
      #expect(line.answer.isEmpty || isShown, "\(line.text) gave \(shown)")
    }
  }

  /// Whether `line` is `pattern`, where `…` stands for anything.
  private static func matches(_ line: Substring, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return line == pattern }
    guard line.hasPrefix(parts[0]), line.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = line.dropFirst(parts[0].count).dropLast(parts[parts.count - 1].count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// The page fits a small screen, and says how it is reached.
  @Test(arguments: TopicCatalog.all.map(\.name))
  func pagesAreShort(_ name: String) throws {
    let report = try Engine().report("help \(name)")
    let lines = TextRenderer(width: 80).text(report).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 23, "\(lines.count) lines")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(report["topics"] == [.string(name)])
    for other in TopicCatalog.find(name)?.otherNames ?? [] {
      #expect(try Engine().report("help \(other)")["topics"] == [.string(name)], "\(other)")
    }
  }

  @Test func helpListsThem() throws {
    let report = try Engine().report("help")
    // A row each, on a small screen too.
    let rows = TextRenderer(width: 80).text(report).split(separator: "\n")
    for topic in TopicCatalog.all {
      #expect(rows.contains { $0.hasPrefix("  \(topic.name) ") && $0.hasSuffix(topic.summary) })
    }
    #expect(TopicCatalog.all.map(\.name) == TopicCatalog.all.map(\.name).sorted())
  }

  /// A word leads to one page, and none hides a command.
  @Test func namesAreUnique() {
    let names = TopicCatalog.names
    #expect(Set(names).count == names.count)
    let table = Engine().table
    for name in names { #expect(table.commands(for: name).isEmpty, "\(name)") }
  }

  @Test(arguments: [
    ("consensu", "did you mean ‘help consensus’?"), ("tolerence", "did you mean ‘help tolerance’?"),
    ("Joules", "did you mean ‘help joules’?"), ("multiply-ad", "did you mean ‘help multiply-add’?"),
    ("kinds of number", "did you mean ‘help kinds of numbers’?"),
    ("polari", "did you mean ‘help polarization’?"), ("trian", "did you mean ‘help train’?"),
    ("quux", "‘help’ alone lists them all"),
    ("resnet20", "it is typed after ‘import’, ‘network’; try ‘help import’"),
    ("moons", "it is typed after ‘data’; try ‘help data’"),
    ("grid", "it is typed after ‘carbon’, ‘set’; try ‘help carbon’"),
    ("magnitude", "‘help prune magnitude’ tells of it"),
    ("lr", "it is typed after ‘optimizer’, ‘train’; try ‘help optimizer’"),
  ])
  func nearMisses(_ typed: String, _ hint: String) throws {
    let diagnostic = try #require(Engine().execute("help \(typed)")?.diagnostic)
    #expect(diagnostic.code == .unknownCommand)
    #expect(diagnostic.message == "there is no command or topic named ‘\(typed)’")
    #expect(diagnostic.hint == hint)
  }
}
