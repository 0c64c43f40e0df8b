import Foundation
import TestSupport
import Testing
import Training

@testable import Notebook
@testable import Sessions
@testable import Workspaces

/// States that earlier programs saved (Tests/SavedStates): each opens, stands where its lines lead,
/// and goes on to the same digits.
@Suite(.enabled(if: Provenance.arithmetic == "fma-3"))
struct SavedStateTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "SavedStates").path

  private static func files(_ ending: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted()
  }

  private static let after = [
    "set threads=2", "gates", "flops", "energy training", "train 1", "evaluate by=class",
    "compact as=tiny", "networks", "train 10 batches", "undo 2",
  ]

  /// What a line says, without times.
  private static func answer(_ engine: Engine, _ line: String) -> [OutputLine] {
    engine.execute(line).map(RecordingText.lines)?.compared ?? []
  }

  /// What is saved, but for what files of old do not hold: the states behind a network, how much of
  /// its epoch under way ran, what is left of a training that was cut short, and the shapes of the
  /// products that were trained.
  private static func numbers(_ engine: Engine) throws -> [UInt8] {
    var workspace = engine.workspace
    for name in workspace.networkNames {
      workspace.networks[name]!.history = EpochHistory()
      workspace.networks[name]!.run.tally = nil
      workspace.networks[name]!.plan = nil
      workspace.networks[name]!.stretches.forgetShapes()
      workspace.networks[name]!.origin?.forgetShapes()
    }
    for name in workspace.checkpoints.keys {
      workspace.checkpoints[name]!.history = EpochHistory()
      workspace.checkpoints[name]!.state.entry.run.tally = nil
      workspace.checkpoints[name]!.state.entry.plan = nil
      workspace.checkpoints[name]!.state.entry.stretches.forgetShapes()
      workspace.checkpoints[name]!.state.entry.origin?.forgetShapes()
    }
    return try WorkspaceArchive.file(workspace, cells: "").bytes
  }

  /// That both stand at the same place, now and after each of the lines that follow.
  private static func expectSame(_ one: Engine, _ other: Engine) throws {
    for line in after {
      #expect(answer(one, line) == answer(other, line), "\(line)")
      #expect(try numbers(one) == numbers(other), "after ‘\(line)’")
    }
  }

  @Test(arguments: files(".pollard")) func opens(_ name: String) throws {
    let path = "\(Self.root)/\(name)"
    let restored = Engine()
    #expect(restored.execute("open \(path)")?.report?["restored"] == true)
    let replayed = Engine()
    for cell in try SessionFile.read(path).cells {
      let recorded = cell.outputs.compared
      #expect(Self.answer(replayed, cell.input) == recorded, "\(cell.input)")
    }
    try Self.expectSame(restored, replayed)
  }

  /// The epochs before are not in it: which one did best is known of those since alone, when its
  /// lines run again one of before may have, and the list of epochs would be another.
  @Test func epochsOfOldFilesAreNotThere() throws {
    let engine = Engine()
    let report = try #require(engine.execute("open \(Self.root)/format-1/plain.pollard")?.report)
    #expect(report.shown.contains("the ends of earlier epochs are not in them"))
    let epochs = try #require(engine.workspace.entry?.run.position.epoch)
    for line in ["train 2", "checkpoint", "checkout best"] {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
    }
    let cells = engine.sessionFile.cells.suffix(2).map(\.input)
    #expect(cells[0] == "train 2")
    #expect((1...2).map { "checkout epoch=\(epochs + $0)" }.contains(cells[1]))
  }

  @Test(arguments: files(".session")) func restores(_ name: String) throws {
    let scratch = Scratch()
    let folder = "\(Self.root)/\(name.split(separator: "/")[0])"
    for name in ["running-1.session", "running-1.journal"] {
      try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: scratch.file(name))
    }
    let session = try #require(AbandonedSession.all(in: scratch.path).first)
    #expect(session.lastLine == "train 240 batches")
    let restored = Engine()
    _ = try restored.restore(session)
    #expect(session.isTakenUp)
    let replayed = Engine()
    for cell in restored.sessionFile.cells {
      let recorded = cell.outputs.compared
      #expect(Self.answer(replayed, cell.input) == recorded, "\(cell.input)")
    }
    #expect(replayed.workspace.entry?.run.position.step == 160 + 40 + 240)
    try Self.expectSame(restored, replayed)
  }
}

extension NetworkEntry.Origin {
  fileprivate mutating func forgetShapes() { denseLayers = denseLayers.map(\.shapeless) }
}

extension [TrainingStretch] {
  fileprivate mutating func forgetShapes() {
    for index in indices {
      self[index].layers = self[index].layers.map(\.shapeless)
      self[index].denseLayers = self[index].denseLayers.map(\.shapeless)
    }
  }
}
