import Testing

@testable import Sweeps

/// Tables of runs: their columns, groups and paired differences.
@Suite struct RunsTableTests {
  static let columns = [
    "method", "target", "note", "seed", "macs", "accuracy", "loss", "flips", "exit", "session",
  ]

  /// Three methods, two targets, three seeds; uniform is 1 point better at 30 %, one run failed.
  static func table() throws -> RunsTable {
    var rows: [[String]] = []
    for (index, method) in ["consensus", "uniform", "random"].enumerated() {
      for target in ["30%", "70%"] {
        for seed in 1...3 {
          let shift = method == "uniform" && target == "30%" ? 0.01 : 0
          let accuracy = 0.8 + 0.02 * Double(seed) + shift
          let isFailed = method == "random" && target == "70%" && seed == 2
          rows.append([
            method, target, "same", "\(seed)", "\(100 + index)", isFailed ? "" : "\(accuracy)",
            "", seed == 1 ? "" : "\(seed)", isFailed ? "65" : "0", "x.pollard",
          ])
        }
      }
    }
    return try RunsTable(columns: columns, rows: rows)
  }

  @Test func columnsByWhatTheySay() throws {
    let table = try Self.table()
    #expect(table.parameters == ["method", "target", "note"])
    #expect(table.varying == ["method", "target"])
    // No run has a loss.
    #expect(table.scored == ["macs", "accuracy", "flips"])
  }

  @Test func groupsWithoutWhatFailed() throws {
    let groups = try Self.table().groups(by: ["method", "target"])
    #expect(groups.map(\.values).first == ["consensus", "30%"] && groups.count == 6)
    let last = try #require(groups.last)
    #expect(last.values == ["random", "70%"] && last.rows.count == 2 && last.failed == 1)
    #expect(last.summary("accuracy")?.count == 2)
    #expect(last.summary("flips")?.mean == 3 && last.summary("flips")?.deviation == nil)
    #expect(last.summary("loss") == nil)
    let all = try Self.table().groups(by: [])
    #expect(all.count == 1 && all[0].rows.count == 17)
  }

  @Test func rowsOfOneValue() throws {
    let table = try Self.table()
    #expect(table.selecting("target", "30%").rows.count == 9)
    #expect(table.selecting("target", "0.3").rows.count == 9)
    #expect(table.selecting("target", "3%").rows.isEmpty)
    #expect(table.selecting("seed", "2").rows.count == 6)
  }

  @Test func differencesPairBySeedAndTheOtherParameters() throws {
    let table = try Self.table()
    let found = table.comparisons(
      against: "method", "uniform", by: ["method", "target"], of: ["accuracy"])
    #expect(found.map(\.value) == ["consensus", "consensus", "random", "random"])
    #expect(found.map { $0.others["target"] } == ["30%", "70%", "30%", "70%"])
    // All pairs of a group differ alike, whatever the seeds do.
    #expect(abs(found[0].difference.mean + 0.01) < 1e-12)
    #expect(found[0].difference.count == 3 && found[0].isJudged)
    #expect(found[0].difference.excludesZero && !found[1].difference.excludesZero)
    // The seed that failed has no pair, and two are too few.
    #expect(found[3].difference.count == 2 && !found[3].isJudged)
    let whole = table.comparisons(against: "method", "uniform", by: [], of: ["accuracy"])
    #expect(whole.map(\.difference.count) == [6, 5])
    #expect(table.comparisons(against: "note", "same", by: [], of: ["accuracy"]).isEmpty)
  }

  @Test(arguments: [["a", "a", "macs"], ["a", "b"], []])
  func tablesThatAreNone(_ columns: [String]) {
    #expect(throws: SweepError.self) { try RunsTable(columns: columns, rows: []) }
  }
}
