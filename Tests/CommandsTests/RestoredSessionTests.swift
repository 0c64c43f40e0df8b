import Foundation
import Language
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Workspaces

/// What a goodbye, or another session, leaves to the next start, and what its restoring may touch.
extension AutosaveTests {
  /// Lines that a session brought are no freer when they run again, and nothing is written twice.
  @Test(arguments: [true, false]) func whatIsReplayedStaysData(_ isUsable: Bool) throws {
    let scratch = Scratch()
    let folder = scratch.path + "/in"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let lines = [
      "seed 4", "set memory=1000TB", "data csv t.csv label=k", "network mlp 4 as=n", "train 2",
      "plot loss to=../evil.svg", "export ../evil.json",
    ]
    try (["#! pollard session 1"] + lines.map { "> " + $0 }).joined(separator: "\n")
      .write(toFile: folder + "/gift.pollard", atomically: true, encoding: .utf8)
    try "a,k\n1,x\n2,y\n3,x\n4,y\n".write(
      toFile: folder + "/t.csv", atomically: true, encoding: .utf8)
    let state = Scratch()
    let log = scratch.file("own.csv")
    let own = ["seed 3", "log \(log)", "set disk=2GB", "replay \(folder)/gift.pollard", "train 1"]
    _ = note(
      Array(own[(isUsable ? 1 : 4)...]), behind: Array(own[..<(isUsable ? 1 : 4)]), in: state)
    let rows = scratch.read("own.csv")
    if !isUsable {
      // Numbers that are damaged make the lines run again.
      let path = state.file(try #require(files(state).first))
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count - 3] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    let session = try #require(AbandonedSession.all(in: state.path).first)
    let other = Engine()
    _ = try other.restore(session)
    #expect(session.isTakenUp)
    #expect(other.workspace.entry?.run.position.epoch == 3)
    #expect(scratch.read("own.csv") == rows)
    #expect(
      StateMemory(other.workspace, folder: other.configuration.stateFolder).memory == 512_000_000)
    #expect(
      StateMemory(other.workspace, folder: other.configuration.stateFolder).disk == 2_000_000_000)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(names.filter { $0.hasPrefix("evil") }.isEmpty)
  }

  /// `assert` looks at answers that were given before the kill, and knows which are out of date.
  @Test func answersComeBack() throws {
    let scratch = Scratch()
    _ = abandon(RoundTripTests.points + ["evaluate", "train 1", "flops"], in: scratch)
    let other = Engine()
    _ = try other.restore(try #require(AbandonedSession.all(in: scratch.path).first))
    #expect(other.execute("assert macs>=1")?.isSuccess == true)
    #expect(other.execute("assert correct>=0")?.diagnostic?.code == "answer-out-of-date")
    _ = other.execute("train 1")
    #expect(other.execute("assert macs>=1")?.isSuccess == true)
    _ = other.execute("evaluate")
    #expect(other.execute("assert correct>=0")?.isSuccess == true)
  }

  /// Killed in a later training of a file that is replayed: each place counts from its own
  /// training.
  @Test(arguments: [2, 4, 5, 9]) func replayedTrainings(_ kill: Int) throws {
    let scratch = Scratch()
    let lines =
      RoundTripTests.points + [
        "train 3", "optimizer adam lr=0.01", "network mlp 6 as=other", "seed 7", "train 30",
      ]
    let path = scratch.file("s.pollard", lines.map { "> \($0)\n" }.joined())
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path + "/state")
    autosave.begin()
    let (copy, listener) = copying(scratch.path + "/state", atEdge: kill, of: engine)
    #expect(withExtendedLifetime(listener) { engine.execute("replay \(path)")?.isSuccess } == true)
    let other = Engine()
    _ = try other.restore(try #require(AbandonedSession.all(in: copy.path).first))
    let expected = Engine.after(
      kill <= 3
        ? RoundTripTests.points + ["train 3 stop=\(kill * 4)"]
        : Array(lines.dropLast()) + ["train 30 stop=\((kill - 3) * 4)"])
    #expect(
      try WorkspaceArchive.file(other.workspace, cells: "").bytes
        == WorkspaceArchive.file(expected.workspace, cells: "").bytes)
  }

  /// Going back to what was trained is work too, and a minimal session holds not all of it.
  @Test func minimalSessionsHoldPart() throws {
    let scratch = Scratch()
    let path = scratch.file("a.pollard")
    let engine = Engine.after(
      RoundTripTests.points + ["train 2", "undo", "save \(path) minimal", "redo"])
    #expect(engine.hasUnsavedTraining)
    #expect(engine.execute("save \(path)")?.isSuccess == true)
    #expect(!engine.hasUnsavedTraining)
    _ = engine.execute("undo")
    #expect(engine.hasUnsavedTraining)
    #expect(engine.execute("save \(path) minimal")?.isSuccess == true)
    #expect(engine.hasUnsavedTraining)
  }

  /// What could not run again is not forgotten.
  @Test func whatFailsWaitsOn() throws {
    let scratch = Scratch()
    let table = scratch.file("t.csv", "a,k\n1,x\n2,y\n3,x\n4,y\n")
    let state = Scratch()
    _ = note(["data csv \(table) label=k", "network mlp 4"], behind: ["seed 3"], in: state)
    try FileManager.default.removeItem(atPath: table)
    let session = try #require(AbandonedSession.all(in: state.path).first)
    let report = try Engine().restore(session)
    #expect(!session.isTakenUp)
    #expect(TextRenderer(width: 200).text(report).contains("it stays for the next start too"))
  }

  /// A session that another is opened over waits for the next start, unless it comes back or is
  /// saved.
  @Test func whatIsOpenedOverIsKept() throws {
    let scratch = Scratch()
    let folder = scratch.path + "/state"
    let other = scratch.file("other.pollard", "#! pollard session 1\n> seed 4\n")
    func abandoned(_ lines: [String]) throws -> [AbandonedSession] {
      try? FileManager.default.removeItem(atPath: folder)
      let engine = Engine()
      let autosave = Autosave(engine, in: folder)
      autosave.begin()
      for line in RoundTripTests.points + ["train 1"] + lines {
        #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
        autosave.note()
      }
      _ = autosave.sayGoodbye()
      return withExtendedLifetime(autosave) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let copy = Scratch()
        for name in names {
          try? FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: copy.file(name))
        }
        return AbandonedSession.all(in: copy.path)
      }
    }
    let left = try abandoned(["open \(other)", "seed 5"])
    #expect(left.map(\.lastLine) == ["train 1"])
    #expect(left.first?.summary.contains("was trained and not saved") == true)
    #expect(try abandoned(["open \(other)", "undo"]).map(\.lastLine) == ["train 1"])
    let saved = scratch.file("run.pollard")
    #expect(try abandoned(["save \(saved)", "open \(other)"]).isEmpty)
    #expect(try abandoned(["open \(other)", "undo", "save \(saved)", "open \(other)"]).isEmpty)
  }

  @Test func whatWasTrainedAndNotSavedIsKept() throws {
    let scratch = Scratch()
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.begin()
    for line in RoundTripTests.points { _ = engine.execute(line) }
    #expect(!autosave.sayGoodbye())
    #expect(files(scratch).isEmpty)
    _ = engine.execute("train 1")
    #expect(autosave.sayGoodbye())
    #expect(files(scratch).count == 1)
    let kept = try #require(try? FileManager.default.contentsOfDirectory(atPath: scratch.path))
    let copy = Scratch()
    for name in kept {
      try FileManager.default.copyItem(atPath: scratch.file(name), toPath: copy.file(name))
    }
    let session = try #require(AbandonedSession.all(in: copy.path).first)
    #expect(session.summary.contains("was trained and not saved"))
    let other = Engine()
    _ = try other.restore(session)
    #expect(other.hasUnsavedTraining)
    #expect(other.execute("save \(copy.file("run.pollard"))")?.isSuccess == true)
    #expect(!other.hasUnsavedTraining)
    _ = other.execute("evaluate")
    #expect(!other.hasUnsavedTraining)
    _ = other.execute("train 1")
    #expect(other.hasUnsavedTraining)
    let opened = Engine.after(["open \(copy.file("run.pollard"))"])
    #expect(!opened.hasUnsavedTraining)
  }
}
