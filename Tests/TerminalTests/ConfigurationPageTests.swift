import Foundation
import Language
import Reports
import Testing

@testable import Commands
@testable import Notebook
@testable import Terminal
@testable import Workspaces

/// Docs/Configuration.md says what can be set, and where files lie.
@Suite struct ConfigurationPageTests {
  private static let page = Result {
    let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "../..").standardized
    return try String(contentsOf: root.appending(path: "Docs/Configuration.md"), encoding: .utf8)
  }

  /// The first cells of the rows of a table, in order.
  private static func rows(under heading: String) throws -> [String] {
    let section = try page.get().components(separatedBy: "## \(heading)\n").dropFirst().joined()
    let lines = section.prefix(while: { $0 != "#" }).split(separator: "\n")
    return lines.filter { $0.hasPrefix("| ") }.dropFirst(2).compactMap {
      $0.split(separator: "|").first?.trimmingCharacters(in: .whitespaces)
    }
  }

  @Test func everySettingHasItsRow() throws {
    #expect(try Self.rows(under: "Settings") == Setting.all.map(\.key))
    for setting in Setting.all {
      let row = "| \(setting.key) | \(setting.defaultText) | \(setting.summary) |"
      #expect(try Self.page.get().contains(row), "\(row)")
    }
  }

  @Test func everyVariableHasItsRow() throws {
    #expect(try Set(Self.rows(under: "The environment")) == Set(Environment.names))
  }

  /// Each file lies where the page says, with the variable and without.
  @Test(arguments: [
    ("XDG_CONFIG_HOME", ".config", "init.pollard"), ("XDG_STATE_HOME", ".local/state", "history"),
    ("XDG_CACHE_HOME", ".cache", "states"),
  ])
  func filesLieThere(_ variable: String, _ fallback: String, _ name: String) throws {
    let rows = try Self.rows(under: "Where files lie")
    #expect(rows.contains("`$\(variable)/pollard/\(name)`"))
    #expect(try Self.page.get().contains("else `~/\(fallback)` |"))
    let found = Environment.path(variable, fallback, name, in: [variable: "/x", "HOME": "/me"])
    #expect(found == "/x/pollard/\(name)")
    let home = Environment.path(variable, fallback, name, in: ["HOME": "/me"])
    #expect(home == "/me/\(fallback)/pollard/\(name)")
  }

  /// Each line of the example runs, and what it sets holds.
  @Test func theExampleRuns() throws {
    let block = try #require(try Self.page.get().firstMatch(of: /```pollard\n((?s:.*?))```/)).1
    let lines = block.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == 4)
    let engine = Engine()
    for line in lines {
      let turn = try #require(engine.execute(String(line)))
      #expect(turn.diagnostic == nil, "\(line)")
    }
    let values = try #require(engine.execute("show")?.report?.values)
    for (key, value) in [
      ("threads", "4"), ("memory", "2GB"), ("disk", "16GB"), ("watts", "45"), ("idle", "9"),
      ("source", "socket meter"), ("grid", "germany-2023"), ("sources", "on"),
    ] { #expect(values.word(key) == value, "\(key)") }
  }
}
