import Foundation
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions
@testable import Workspaces

/// The ends of epochs survive `open`: what was kept is trained again, to the same digits.
@Suite struct KeptEpochTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    /// Epochs to go back to.
    let epochs: [Int]
    var testDescription: String { name }
  }

  static let points = RoundTripTests.points
  static let cases = [
    Case(name: "dense", lines: points + ["train 4"], epochs: [2, 0, 4, 1]),
    Case(name: "pruned", lines: points + [RoundTripTests.pruned, "train 8"], epochs: [3, 7, 5]),
    Case(
      name: "in pieces, other settings between",
      lines: points + [
        "train 3 batches", "train 5 batches", "optimizer adam lr=0.01", "train 2", "gate attach *",
        "train 2 lr=0.02", "train 1", "checkout epoch=5",
      ], epochs: [5, 2, 4, 3, 7, 6]),
    Case(
      name: "other data, masks",
      lines: points + [
        "train 2", "mask magnitude target=50%", "data moons train=200 test=50 seed=3 batch=32",
        "train 2",
      ], epochs: [1, 3, 4, 2]),
    Case(
      name: "cut short", lines: points + ["train until accuracy=100% max=4 stop=9"],
      epochs: [2, 1, 0]),
  ]

  @Test(arguments: cases) func comeBackBitForBit(_ sample: Case) throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine.after(sample.lines + ["save \(path)"])
    let opened = Engine()
    let report = try opened.report("open \(path)")
    #expect(report["restored"] == true)
    #expect(!report.shown.contains("earlier epochs"))
    let history = try #require(engine.workspace.entry).history
    #expect(opened.workspace.entry?.history.epochs == history.epochs)
    #expect(
      opened.workspace.entry?.history.scores.mapValues { "\($0)" }
        == history.scores.mapValues { "\($0)" })
    #expect(opened.workspace.entry?.history.isCut == false)
    for epoch in sample.epochs {
      engine.run("checkout epoch=\(epoch)")
      opened.run("checkout epoch=\(epoch)")
      #expect(opened.state == engine.state, "\(epoch)")
    }
    for line in ["checkout best", "train 1", "checkpoint"] {
      let (one, other) = try (#require(opened.execute(line)), #require(engine.execute(line)))
      #expect(
        RecordingText.lines(one).compared == RecordingText.lines(other).compared, "\(line)")
      #expect(opened.state == engine.state, "\(line)")
    }
    // What is recorded after it replays from the lines alone.
    let replayed = Engine.after(opened.sessionFile.cells.map(\.input))
    #expect(replayed.state == opened.state)
  }

  /// Opened, trained on and saved again and again, where the training set out is kept once.
  @Test func startsDoNotPileUp() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    _ = Engine.after(Self.points + ["train 1", "save \(path)"])
    for _ in 0..<3 { _ = Engine.after(["open \(path)", "train 1", "save \(path)"]) }
    let engine = Engine.after(["open \(path)"])
    let states = try #require(engine.workspace.entry).history.states
    #expect(states.compactMap(\.start).count == 1)
    #expect(states.map(\.epoch) == [0, 1, 2, 3, 4])
    #expect(
      try WorkspaceArchive.file(engine.workspace, cells: "").bytes
        == WorkspaceArchive.file(
          Engine.after(Self.points + Array(repeating: "train 1", count: 4)).workspace, cells: ""
        ).bytes)
  }

  /// A checkpoint comes back with the epochs behind it.
  @Test func behindCheckpoints() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let lines = Self.points + ["train 3", "checkpoint three", "optimizer adam", "train 2"]
    let engine = Engine.after(lines + ["save \(path)"])
    let opened = Engine.after(["open \(path)"])
    for line in ["checkout three", "checkout epoch=2", "train 1", "checkout epoch=3"] {
      engine.run(line)
      opened.run(line)
      #expect(opened.state == engine.state, "\(line)")
    }
  }

  /// A killed session too; `continue` goes on with the training that was under way.
  @Test func ofAKilledSession() throws {
    let scratch = Scratch()
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.begin()
    engine.run(Self.points + ["train 4 stop=10"])
    autosave.flush(now: true)
    let copy = Scratch()
    for name in try scratch.names() {
      try FileManager.default.copyItem(atPath: scratch.file(name), toPath: copy.file(name))
    }
    let other = Engine()
    let report = try withExtendedLifetime(autosave) {
      try other.restore(try #require(AbandonedSession.all(in: copy.path).first))
    }
    #expect(!report.shown.contains("are let go"))
    #expect(try #require(other.execute("continue")).recorded == "train 4 from=10")
    let whole = Engine.after(Self.points + ["train 4"])
    #expect(other.state == whole.state)
    other.run("checkout epoch=1", "train 3")
    #expect(other.state == whole.state)
  }
}
