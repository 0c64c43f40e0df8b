import Foundation
import Language
import Testing

@testable import Commands
@testable import Notebook

struct CommandPageTests {
  /// `./dev docs` writes the page; it must be what the program prints.
  @Test func pageIsUpToDate() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Docs/Commands.md").standardized
    let written = try String(contentsOf: page, encoding: .utf8)
    let lines = written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let printed = CommandMarkdown.page(
      CommandCatalog.all.map { $0.signature }, topics: TopicCatalog.all)
    let text = printed.flatMap {
      $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.filter { !$0.isEmpty } == text.filter { !$0.isEmpty })
  }
}
