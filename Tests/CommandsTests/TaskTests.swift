import Foundation
import Language
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// The task is a setting like any other, and what is told speaks of its scores.
@Suite struct TaskTests {
  static let images = ["data shapes train=96 test=32 batch=32", "task reconstruct"]
  static let coder =
    images + [
      "network new input=1x16x16 as=coder", "add conv 4 3x3 pad=1", "add relu", "add maxpool 2",
      "add flatten", "add linear 12", "add relu", "add linear 256",
    ]

  private func diagnostic(_ engine: Engine, _ line: String) throws -> Diagnostic {
    try #require(engine.execute(line)?.diagnostic)
  }

  @Test func isShownAndSet() throws {
    let engine = Engine()
    #expect(engine.execute("task")?.report?["task"] == "classify")
    let report = try #require(engine.execute("task reconstruct")?.report)
    #expect(report["objective"] == "mean-squared-error")
    #expect(report["scores"] == ["psnr": ["unit": "dB", "better": "higher"]])
    #expect(engine.execute("task")?.report?["task"] == "reconstruct")
    _ = engine.execute("undo")
    #expect(engine.workspace.task.name == "classify")
    _ = engine.execute("redo")
    #expect(engine.workspace.task.name == "reconstruct")
    #expect(try diagnostic(engine, "task classification").code == "bad-value")
  }

  @Test func evaluateTellsItsScores() throws {
    let engine = Engine.after(Self.coder + ["train 1"])
    let report = try #require(engine.execute("evaluate")?.report)
    guard case .object(let scores)? = report["scores"], case .object(let psnr)? = scores["psnr"]
    else {
      Issue.record("no scores")
      return
    }
    #expect(report["task"] == "reconstruct")
    #expect(psnr["value"] == report["psnr"] && psnr["unit"] == "dB")
    #expect(report["accuracy"] == nil && report["correct"] == nil && report["loss"] != nil)
    let classify = Engine.after(["data moons train=64 test=20", "network mlp 8", "train 1"])
    let other = try #require(classify.execute("evaluate")?.report)
    guard case .object(let all)? = other["scores"], case .object(let accuracy)? = all["accuracy"]
    else {
      Issue.record("no scores")
      return
    }
    #expect(accuracy["value"] == other["accuracy"] && accuracy["unit"] == "fraction")
  }

  /// Gates, the target, the small network and its proof, where there are no classes.
  @Test func prunesAndCompacts() throws {
    let engine = Engine.after(
      Self.coder + ["prune consensus target=50% of=macs", "optimizer adam", "train 8"])
    let account = engine.execute("gates image=3")?.report
    #expect(account?["psnr"] != nil && account?["label"] == nil)
    let report = try #require(engine.execute("compact as=small")?.report)
    #expect(report["argmax_agreement"] == .null)
    #expect(report["max_abs_output_difference"] == .real(0))
    guard case .real(let achieved)? = report["achieved"] else {
      Issue.record("no target")
      return
    }
    #expect(abs(achieved - 0.5) <= 0.02)
    let compared = try #require(engine.execute("compare coder small")?.report)
    guard case .object(let small)? = compared["small"] else { return }
    #expect(small["psnr"] == report["psnr"] && small["accuracy"] == nil)
  }

  @Test func goalsAreItsScores() throws {
    let engine = Engine.after(Self.coder)
    let wrong = try diagnostic(engine, "train until accuracy=90%")
    #expect(wrong.message.contains("has no accuracy") && wrong.hint?.contains("psnr=") == true)
    let report = try #require(engine.execute("train until psnr=0 max=3")?.report)
    #expect(report["goal_reached"] == true && report["test_psnr"] != nil)
    #expect(engine.workspace.entry?.epochs.count == 1)
    #expect(engine.workspace.entry?.epochs.last?.testMark?.score.name == "psnr")
    let far = try #require(engine.execute("train until psnr=150 max=1")?.report)
    #expect(far["goal_reached"] == false)
    let best = try #require(engine.execute("checkout best")?.report)
    #expect(best["best_psnr"] != nil)
    #expect(
      try diagnostic(engine, "train until psnr=10 energy=1J").message.contains("found two"))
  }

  /// What asks about classes, smooths labels or does not fit is refused with a way out.
  @Test func refusals() throws {
    let engine = Engine.after(Self.coder)
    for line in ["evaluate by=class", "gate attach *", "gates by=class"] {
      let found = engine.execute(line)?.diagnostic
      if line == "gate attach *" { #expect(found == nil) } else { #expect(found?.hint != nil) }
    }
    _ = engine.execute("optimizer smoothing=0.1")
    #expect(try diagnostic(engine, "train 1").hint == "optimizer smoothing=0")
    _ = engine.execute("undo")
    let flat = Engine.after(Self.images + ["network new", "add flatten", "add linear 256"])
    let narrow = try diagnostic(flat, "evaluate by=width")
    #expect(narrow.code == "not-gateable" && narrow.hint != nil)
    for lines in [["network mlp 8 classes=3"], ["data moons train=64 test=20", "network mlp 8"]] {
      let other = Engine.after(Self.images + lines)
      let found = try diagnostic(other, "train 1")
      #expect(found.code == "wrong-shape" && found.hint != nil)
    }
    let preset = Engine.after(Self.images + ["network mlp 16", "train 1"])
    #expect(preset.workspace.entry?.network.graph.output.size == 256)
  }

  /// Saved in the middle of a training it opens and goes on to the same digits, and so does a
  /// checkpoint of another task.
  @Test func isSavedAndGoneBackTo() throws {
    let scratch = Scratch()
    let path = scratch.file("s.pollard")
    let lines = Self.coder + ["train 1 batches", "checkpoint a", "train 1"]
    let engine = Engine.after(lines + ["save \(path)", "train 1"])
    let other = Engine.after(["open \(path)"])
    #expect(other.workspace.task.name == "reconstruct")
    _ = other.execute("train 1")
    func digits(_ engine: Engine) -> [[Float]]? {
      engine.workspace.entry?.network.parameters.map { $0.value.values }
    }
    #expect(digits(engine) == digits(other))
    for engine in [engine, other] {
      #expect(engine.execute("task classify")?.isSuccess == true)
      let text = engine.execute("checkout a")?.report?.shown ?? ""
      #expect(text.contains("the task is as it was then: reconstruct"))
      _ = engine.execute("train 1")
    }
    #expect(digits(engine) == digits(other))
  }

  @Test func logsItsScores() throws {
    let scratch = Scratch()
    let path = scratch.file("epochs.csv")
    let engine = Engine.after(Self.coder + ["log \(path)", "train 2"])
    let rows = scratch.read("epochs.csv").split(separator: "\n")
    #expect(rows.count == 3 && rows[0].contains(#""loss","psnr","penalty""#))
    #expect(engine.execute("export \(scratch.file("t.csv"))")?.isSuccess == true)
    #expect(
      scratch.read("t.csv").split(separator: "\n")[0].hasSuffix(#""test_psnr","validation_psnr""#))
    // A log of another task has other columns.
    _ = engine.execute("task classify")
    #expect(engine.execute("log \(path)")?.diagnostic != nil)
  }

  @Test func plotsItsScores() throws {
    let engine = Engine.after(Self.coder + ["train 2"])
    let plot = try #require(engine.execute("plot psnr")?.report)
    #expect(plot.shown.contains("PSNR"))
    #expect(try diagnostic(engine, "plot accuracy").hint?.contains("plot psnr") == true)
    #expect(engine.execute("plot pareto")?.isSuccess == true)
  }

  @Test func answersGoOutOfDate() throws {
    let engine = Engine.after(Self.coder + ["evaluate"])
    let answer = try #require(engine.lastAnswer?.standing)
    #expect(answer.outOfDate(in: engine.workspace) == nil)
    _ = engine.execute("task classify")
    #expect(answer.outOfDate(in: engine.workspace)?.contains("task") == true)
  }
}
