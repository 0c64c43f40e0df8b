import Foundation
import NotebookTestSupport
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// A part that training does not see, epoch by epoch, and goals on it.
@Suite struct WatchTests {
  static let points = ["data moons train=64 test=20 batch=16", "network mlp 8"]
  static let validated = ["data moons train=64 test=20 validation=25% batch=16", "network mlp 8"]

  /// Each figure is what `evaluate` finds after that epoch.
  @Test(arguments: [
    ("", "validation"), (" watch=test", "test"), (" watch=validation", "validation"),
  ])
  func isWhatEvaluateFinds(_ option: String, _ split: String) throws {
    let report = try Engine.after(Self.validated).report("train 3\(option)")
    let rows = report.rows("epochs")
    #expect(rows.count == 3)
    for (index, row) in rows.enumerated() {
      let engine = Engine.after(Self.validated + ["optimizer sgd over=3", "train \(index + 1)"])
      let found = try engine.report("evaluate split=\(split)")
      #expect(row.number("\(split)_accuracy") == found.values.number("accuracy"))
      #expect(row["\(split == "test" ? "validation" : "test")_accuracy"] == nil)
    }
    #expect(report.values.number("\(split)_accuracy") == rows[2].number("\(split)_accuracy"))
    #expect(report.shown.contains("\(split) accuracy"))
  }

  /// What ends behind the last batch cuts nothing short.
  @Test func stopsBehindTheEndAreNoCuts() throws {
    let whole = try Engine.after(Self.points).report("train 2 watch=test")
    let stopped = try Engine.after(Self.points).report("train 2 watch=test stop=99")
    #expect(
      stopped.rows("epochs").map { $0.number("test_accuracy") }
        == whole.rows("epochs").map { $0.number("test_accuracy") })
    #expect(stopped.rows("epochs").last?.number("test_accuracy") != nil)
  }

  @Test func nothingIsWatched() throws {
    for (lines, option) in [(Self.validated, " watch=off"), (Self.points, "")] {
      let engine = Engine.after(lines)
      let report = try engine.report("train 2\(option)")
      #expect(!report.shown.contains("validation") && !report.shown.contains("test"))
      #expect(report.rows("epochs").allSatisfy { $0["validation_accuracy"] == nil })
      #expect(try engine.report("checkout best")["measure"] == "training")
    }
    let error = try #require(
      Engine.after(Self.points).execute("train 1 watch=validation")?.diagnostic)
    #expect(error.code == "no-split" && error.hint?.contains("validation=10%") == true)
  }

  /// What was watched is what `checkout best` goes by, and what `explain`, files and plots show.
  @Test func isShownEverywhere() throws {
    let scratch = Scratch()
    let engine = Engine.after(Self.points)
    let rows = try engine.report("train 3 watch=test").rows("epochs")
    let scores = rows.compactMap { $0.number("test_accuracy") }
    #expect(scores.count == 3)
    #expect(try engine.text("explain").contains("on the test split after the epoch"))
    let chart = try #require(engine.report("plot accuracy").rows("charts").first)
    let series = try #require(chart.rows("series").first { $0.word("name") == "mlp, test" })
    guard case .array(let drawn)? = series["y"] else { throw Missing() }
    #expect(drawn == scores.map { .real($0) })
    engine.run("export \(scratch.path)/t.csv", "export \(scratch.path)/t.json")
    let table = scratch.read("t.csv").split(separator: "\n").map {
      $0.replacing("\"", with: "").split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(table[0].firstIndex(of: "test_accuracy"))
    #expect(table.dropFirst().map { Double($0[column]) } == scores.map { $0 })
    let account = try JSONSerialization.jsonObject(with: Data(scratch.read("t.json").utf8))
    let training = try #require((account as? [String: Any])?["training"] as? [String: Any])
    let epochs = try #require(training["epochs"] as? [[String: Any]])
    #expect(epochs.map { $0["test_accuracy"] as? Double } == scores.map { $0 })
    #expect(try engine.report("checkout best").values.number("best_accuracy") == scores.max())
  }

  private struct Missing: Error {}

  /// A goal on the part that was set aside.
  @Test func goalsOnValidation() throws {
    let engine = Engine.after(Self.validated)
    let line = "train until accuracy=55% max=9 split=validation"
    let report = try engine.report(line)
    let found = try engine.report("evaluate split=validation").values.number("accuracy")
    #expect(report.values.number("validation_accuracy") == found)
    #expect(report["goal_reached"] == .bool((found ?? 0) >= 0.55))
    #expect(report["test_accuracy"] == nil && report.shown.contains("validation accuracy"))
    #expect(
      report.rows("epochs").dropLast().allSatisfy { $0.number("validation_accuracy")! < 0.55 })
    for (line, says) in [
      (line, "no validation part"), ("train until energy=1J split=validation", "joules"),
      ("train 3 split=validation", "train until"),
    ] {
      let error = try #require(Engine.after(Self.points).execute(line)?.diagnostic)
      #expect(error.message.contains(says), "\(error.message)")
    }
  }

  /// The account of the network has what `evaluate` says of it as it is.
  @Test func theAccountEvaluates() throws {
    let scratch = Scratch()
    for lines in [Self.points + ["train 2"], ["network mlp 8 input=2 classes=2"]] {
      let engine = Engine.after(lines + ["export \(scratch.path)/a.json"])
      let account = try JSONSerialization.jsonObject(with: Data(scratch.read("a.json").utf8))
      let found = (account as? [String: Any])?["evaluation"] as? [String: Any]
      guard engine.workspace.data != nil else {
        #expect(found == nil)
        continue
      }
      let asked = try engine.report("evaluate").values
      #expect(found?["accuracy"] as? Double == asked.number("accuracy"))
      #expect(found?["loss"] as? Double == asked.number("loss"))
      #expect(found?["split"] as? String == "test")
    }
  }
}
