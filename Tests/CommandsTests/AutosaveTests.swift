import Foundation
import Language
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// What is kept of a session whose program ends without a goodbye.
@Suite struct AutosaveTests {
  static let pruned = "prune consensus target=50% of=macs over=8"

  func files(_ scratch: Scratch) -> [String] {
    ((try? scratch.names()) ?? []).filter { $0.hasSuffix(".session") }
  }

  /// Keeps a session as a program does that is then killed: the lock goes, the file stays.
  func abandon(_ lines: [String], in scratch: Scratch) -> Engine {
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.warn = { Issue.record("\($0)") }
    autosave.begin()
    for line in lines { #expect(engine.execute(line)?.diagnostic == nil, "\(line)") }
    autosave.flush(now: true)
    return engine
  }

  @Test func aKilledSessionIsRestored() throws {
    let scratch = Scratch()
    let lines = RoundTripTests.points + [Self.pruned, "train 2", "flops"]
    let engine = abandon(lines, in: scratch)
    let found = AbandonedSession.all(in: scratch.path)
    #expect(found.count == 1)
    let session = try #require(found.first)
    #expect(session.summary.contains("with 5 cells ended without a goodbye"))
    #expect(session.lastLine == "flops")
    let other = Engine()
    let report = try other.restore(session)
    #expect(TextRenderer(width: 80).text(report).contains("‘mlp’ after epoch 2"))
    #expect(other.sessionFile.text == engine.sessionFile.text)
    for line in ["train 1", "evaluate", "gates", "flops", "energy training"] {
      #expect(
        other.execute(line)?.report.map(RecordingText.lines)?.compared
          == engine.execute(line)?.report.map(RecordingText.lines)?.compared, "\(line)")
    }
    #expect(other.execute("undo 2")?.isSuccess == true)
    #expect(other.workspace.networkNames.isEmpty)
    let path = scratch.path + "/" + (files(scratch).first ?? "")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    session.discard()
    #expect(AbandonedSession.all(in: scratch.path).isEmpty)
  }

  /// At every edge the kept session is one that replays to what it holds, and training on from it
  /// gives the digits of a training that nothing cut short.
  @Test(arguments: [
    ["train 4"], [pruned, "train 3"], ["train until accuracy=100% max=3"],
    ["train 6 batches", "train 10 batches"],
  ])
  func everyEdgeReplays(_ lines: [String]) throws {
    let engine = Engine()
    var edges: [SessionState] = []
    let listener = Listener { edges.append(try! $0.state()) }
    engine.add(listener)
    withExtendedLifetime(listener) {
      for line in RoundTripTests.points + lines { _ = engine.execute(line) }
    }
    #expect(edges.count >= 2)
    for edge in edges {
      let line = try #require(edge.file.cells.last)
      #expect(line.input.contains(" stop="))
      let replayed = Engine()
      for cell in edge.file.cells {
        let turn = try #require(replayed.execute(cell.input))
        #expect(
          RecordingText.lines(turn).compared
            == cell.outputs.compared)
      }
      #expect(
        try WorkspaceArchive.file(replayed.workspace, cells: "").bytes
          == WorkspaceArchive.file(edge.workspace, cells: "").bytes)
    }
  }

  @Test func turnedOffNothingIsKept() throws {
    let scratch = Scratch()
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.begin()
    for line in ["seed 3", "set autosave=off"] {
      _ = engine.execute(line)
      autosave.flush(now: true)
    }
    #expect(files(scratch).isEmpty)
    #expect(engine.execute("set autosave=maybe")?.diagnostic?.code == .badValue)
    _ = engine.execute("set autosave=on")
    autosave.flush(now: true)
    #expect(files(scratch).count == 1)
  }

  /// A start-up file of more lines than the session that is opened.
  @Test func whatIsOpenedIsKeptBehindAStartUpFile() throws {
    let scratch = Scratch()
    let session = scratch.file("run.pollard", "seed 3\n")
    let folder = scratch.path + "/state"
    let engine = Engine.after(["seed 5", "param a=1", "param b=2"])
    let autosave = Autosave(engine, in: folder)
    autosave.begin()
    func kept() -> Int {
      let all = try? FileManager.default.contentsOfDirectory(atPath: folder)
      return (all ?? []).count { $0.hasSuffix(".session") }
    }
    autosave.flush(now: true)
    #expect(kept() == 0)
    #expect(engine.execute("open \(session)")?.isSuccess == true)
    autosave.flush(now: true)
    #expect(kept() == 1)
    // Back before it, there is the start-up file alone.
    #expect(engine.execute("undo")?.isSuccess == true)
    autosave.flush(now: true)
    #expect(kept() == 0)
    _ = engine.execute("seed 6")
    autosave.flush(now: true)
    #expect(kept() == 1)
  }

  /// Neither lines that run again nor weights beside them turn it on.
  @Test(arguments: [true, false]) func turnedOffItStaysOff(_ hasWeights: Bool) throws {
    let scratch = Scratch()
    let session = scratch.file("run.pollard")
    _ = Engine.after(RoundTripTests.points + ["train 2", "save \(session)"])
    if !hasWeights { try FileManager.default.removeItem(atPath: scratch.file("run.safetensors")) }
    let folder = scratch.path + "/state"
    let engine = Engine.after(["set autosave=off"])
    let autosave = Autosave(engine, in: folder)
    autosave.begin()
    #expect(engine.execute("open \(session)")?.report?["restored"] == .bool(hasWeights))
    autosave.flush(now: true)
    #expect(Setting.autosave.text(in: engine.workspace) == "off")
    #expect(!FileManager.default.fileExists(atPath: folder))
    // A line of the session itself has its way.
    let other = scratch.file("on.pollard", "set autosave=on\n")
    #expect(engine.execute("open \(other)")?.isSuccess == true)
    autosave.flush(now: true)
    #expect(FileManager.default.fileExists(atPath: folder))
  }

  /// Damaged numbers are not used: the lines run again.
  @Test func damagedNumbersRunAgain() throws {
    let scratch = Scratch()
    let engine = abandon(RoundTripTests.points + ["train 1"], in: scratch)
    let path = scratch.path + "/" + (files(scratch).first ?? "")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let other = Engine()
    let report = try other.restore(try #require(AbandonedSession.all(in: scratch.path).first))
    #expect(TextRenderer(width: 80).text(report).contains("its lines ran again"))
    #expect(
      try WorkspaceArchive.file(other.workspace, cells: "").bytes
        == WorkspaceArchive.file(engine.workspace, cells: "").bytes)
  }

  // What happened since the state was written

  /// Keeps the state before `lines`, then notes them as the prompt does.
  func note(_ lines: [String], behind start: [String], in scratch: Scratch) -> Engine {
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.warn = { Issue.record("\($0)") }
    autosave.begin()
    for line in start { #expect(engine.execute(line)?.diagnostic == nil, "\(line)") }
    autosave.flush(now: true)
    for line in lines {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
      autosave.note()
    }
    return engine
  }

  @Test(arguments: [
    ["train 2", "# a thought", "evaluate", "train 3 batches", "gates"],
    [pruned, "train 3", "flops", "undo", "train 1"], ["train 2", "checkout epoch=1", "train 1"],
    ["copy mlp as=twin", "train 1", "explain", "use twin"],
  ])
  func linesSinceThenRunAgain(_ lines: [String]) throws {
    let scratch = Scratch()
    let start = RoundTripTests.points + ["gate attach *"]
    let engine = note(lines, behind: start, in: scratch)
    let session = try #require(AbandonedSession.all(in: scratch.path).first)
    let cells = engine.elements.count { $0.cell != nil }
    #expect(session.summary.contains("with \(cells) cells"), "\(session.summary)")
    #expect(session.lastLine == lines.last)
    let other = Engine()
    _ = try other.restore(session)
    #expect(other.elements.compactMap(\.cell?.input) == engine.elements.compactMap(\.cell?.input))
    #expect(
      try WorkspaceArchive.file(other.workspace, cells: "").bytes
        == WorkspaceArchive.file(engine.workspace, cells: "").bytes)
    #expect(other.execute("undo")?.isSuccess == true)
    #expect(other.workspace.networkNames.isEmpty)
  }

  /// A copy of the folder as it is right after an edge that is yet to come.
  func copying(_ folder: String, atEdge kill: Int, of engine: Engine) -> (Scratch, Listener) {
    let copy = Scratch()
    var edges = 0
    let listener = Listener { _ in
      edges += 1
      guard edges == kill else { return }
      for name in try! FileManager.default.contentsOfDirectory(atPath: folder) {
        try! FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: copy.file(name))
      }
    }
    engine.add(listener)
    return (copy, listener)
  }

  /// Killed at any edge, no more than the epoch under way is lost, however short epochs are.
  @Test(arguments: [1, 2, 5, 9]) func everyEpochIsNoted(_ kill: Int) throws {
    let scratch = Scratch()
    let engine = Engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.begin()
    for line in RoundTripTests.points { _ = engine.execute(line) }
    autosave.flush(now: true)
    let (copy, listener) = copying(scratch.path, atEdge: kill, of: engine)
    #expect(withExtendedLifetime(listener) { engine.execute("train 10")?.isSuccess } == true)
    let session = try #require(AbandonedSession.all(in: copy.path).first)
    let other = Engine()
    _ = try other.restore(session)
    #expect(other.workspace.entry?.run.position.epoch == kill)
    #expect(other.execute("train \(10 - kill)")?.isSuccess == true)
    #expect(
      other.workspace.entry?.network.parameters.map(\.value.values)
        == engine.workspace.entry?.network.parameters.map(\.value.values))
  }

  /// A journal of another state, or one that breaks off in a line, is read as far as it means
  /// something.
  @Test func journalsOfOthersMeanNothing() throws {
    let scratch = Scratch()
    _ = note(["train 2"], behind: RoundTripTests.points, in: scratch)
    let path = scratch.file(try #require(files(scratch).first))
    let journal = Journal.paths(beside: path)[0]
    let text = try String(contentsOfFile: journal, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 4)
    try (text + "{\"done\":\"tra").write(toFile: journal, atomically: true, encoding: .utf8)
    #expect(AbandonedSession.all(in: scratch.path).first?.lastLine == "train 2")
    try text.replacing("\"journal\":\"", with: "\"journal\":\"x").write(
      toFile: journal, atomically: true, encoding: .utf8)
    #expect(AbandonedSession.all(in: scratch.path).first?.lastLine == "network mlp 32 16")
  }
}
