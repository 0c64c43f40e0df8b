import Commands
import Language
import NotebookTestSupport
import Reports
import TestSupport
import Testing

@testable import Notebook

/// Cuts have one base: the network before anything ever left, whatever became of it since.
@Suite struct DenseNetworkTests {
  /// Multiply-adds of 2-16-16-2, 2-8-16-2 and 2-4-16-2.
  private static let (dense, half, quarter) = (320.0, 176.0, 104.0)

  private static let twice = [
    "data moons train=64 test=32 batch=32", "network mlp 16 16 as=d", "train 1", "gate attach *",
    "gate set fc1[0-7] off", "compact as=half", "gate attach *", "gate set fc1[0-3] off",
  ]

  /// The share that an answer says was cut, by its key; nil where the yardstick is missing.
  private func cut(_ report: Report, _ key: String) throws -> Double? {
    guard case .object(let cuts)? = report.values["cuts"], case .object(let cut)? = cuts[key]
    else { return nil }
    return try #require(cut.number("share"))
  }

  private func expectBase(_ report: Report, _ macs: Double, name: String = "d") throws {
    #expect(try cut(report, "macs") == 1 - macs / Self.dense)
    // The dense network is there to be timed, whether or not so small a difference can be measured.
    guard case .object(let cuts)? = report.values["cuts"] else {
      Issue.record("no cuts")
      return
    }
    #expect(cuts["seconds"] != nil)
    guard case .object(let base)? = report.values["cuts_against"] else {
      Issue.record("no base")
      return
    }
    #expect(base.number("macs") == Self.dense)
    #expect(base.word("name") == name)
    #expect(report.shown.contains("dense: ‘\(name)’ before anything left it, 320 multiply-adds"))
  }

  @Test func compactTwiceHasOneBase() throws {
    let engine = Engine.after(Self.twice)
    try expectBase(engine.report("energy"), Self.quarter)
    let report = try engine.report("compact as=quarter")
    try expectBase(report, Self.quarter)
    // What this compaction took is told of the network that it took it from.
    #expect(report.values.number("macs_before") == Self.half)
    #expect(report.values.number("achieved") == 1 - Self.quarter / Self.half)
    #expect(try engine.report("energy").values.number("saved") ?? 0 > 0)
  }

  @Test(arguments: [
    [], ["rename d as=x"], ["drop d"], ["copy quarter as=twin"], ["branch side"],
    ["rename quarter as=q", "rename half as=h", "rename d as=x"],
    ["drop d", "drop half", "network mlp 9 9 as=d", "use quarter"],
    ["train 1"], ["optimizer adamw", "train 1", "undo"],
  ])
  func nothingChangesTheBase(_ lines: [String]) throws {
    let engine = Engine.after(Self.twice + ["compact as=quarter"] + lines)
    try expectBase(engine.report("energy"), Self.quarter)
    let row = try #require(engine.report("benchmark batch=4").rows("batches").first)
    #expect(row.number("dense_milliseconds") != nil)
  }

  @Test func filesCarryTheBase() throws {
    let folder = Scratch()
    let path = folder.file("q.safetensors")
    let engine = Engine.after(Self.twice + ["compact as=quarter", "export \(path)"])
    let other = Engine.after(["import \(path) as=q"])
    try expectBase(other.report("energy"), Self.quarter)
    engine.run("import \(path) as=q partial=on")
    try expectBase(engine.report("energy"), Self.quarter)
    let session = folder.file("s.pollard")
    engine.run("save \(session)")
    let opened = Engine.after(["open \(session)"])
    try expectBase(opened.report("energy"), Self.quarter)
  }

  /// Channels that left in training have the same base, whatever the network is called since.
  @Test(arguments: [[], ["rename d as=x"], ["copy d as=x"], ["drop other"]])
  func whatLeftInTrainingHasTheSameBase(_ lines: [String]) throws {
    let folder = Scratch()
    let path = folder.file("p.safetensors")
    let engine = Engine.after([
      "data moons train=64 test=32 batch=32", "network mlp 3 as=other", "network mlp 16 16 as=d",
      "prune magnitude target=40% of=macs", "train 2", "export \(path)",
    ])
    let pruned = try engine.report("energy")
    let left = try #require(engine.workspace.entry).network.graph.ownWork.total.multiplyAdds
    #expect(left < Self.dense)
    try expectBase(pruned, left)
    try expectBase(Engine.after(["import \(path) as=p"]).report("energy"), left)
    engine.run(["prune off"] + lines + ["gate attach *"])
    let report = try engine.report("compact as=small")
    try expectBase(report, left)
    #expect(report.values.number("macs_before") == Self.dense)
  }
}
