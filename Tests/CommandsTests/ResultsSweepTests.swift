import Foundation
import Language
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports

/// The table of Docs/Results.md that a sweep made is what `runs` tells of it.
@Suite struct ResultsSweepTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../..").standardized
  private static let folder = root.appending(path: "Sessions/Sweeps/target-fashion.sweep").path

  private static func member(_ row: JSONObject, _ score: String) throws -> JSONObject {
    guard case .object(let found)? = row[score] else {
      throw CocoaError(.coderValueNotFound)
    }
    return found
  }

  private static func interval(_ mean: Double, _ half: Double) -> String {
    let sign = mean < 0 ? "−" : ""
    return "\(sign)\(NumberFormat.fixed(abs(mean), 2)) ± \(NumberFormat.fixed(half, 2))"
  }

  @Test func rowsAreThoseOfTheSweep() throws {
    let report = try Engine().report(
      "runs \(Quoting.quoted(Self.folder)) by=target,method against=method:uniform")
    #expect(report["runs"] == 45)
    let differences = report.rows("differences").filter { $0.word("score") == "accuracy" }
    let page = try String(
      contentsOf: Self.root.appending(path: "Docs/Results.md"), encoding: .utf8)
    let groups = report.rows("groups")
    #expect(groups.count == 9)
    for group in groups {
      let (target, method) = (group.word("target") ?? "", group.word("method") ?? "")
      func interval(_ score: String, _ factor: Double) throws -> String {
        let found = try Self.member(group, score)
        return Self.interval(
          try #require(found.number("mean")) * factor, try #require(found.number("ci95")) * factor)
      }
      let cells = [target, method, try interval("accuracy", 100), try interval("macs", 1e-6)]
      var row = "| " + cells.joined(separator: " | ") + " |"
      let difference = differences.first {
        $0.word("target") == target && $0.word("method") == method
      }
      if let difference {
        let mean = try #require(difference.number("mean")) * 100
        let high = try #require(difference.number("ci95_high")) * 100
        row += " \(Self.interval(mean, high - mean)) |"
      } else {
        row += " |"
      }
      #expect(page.contains(row + "\n"), "\(row)")
    }
  }
}
