import Foundation
import Tensors
import Testing

@testable import Datasets
@testable import Notebook
@testable import Workspaces

/// Ctrl-C wherever work is long: nothing changes, and the command says so.
@Suite struct InterruptionTests {
  /// A flag that was raised before leaves each command at its first look.
  @Test(arguments: [
    "data shapes train=20000", "data spirals train=50000", "data csv TABLE label=k",
    "network mlp 4000 4000 input=100 classes=10", "import WEIGHTS as=other", "open SESSION",
    "save NEW.pollard", "export NEW.safetensors", "replay SESSION",
  ])
  func stops(_ line: String) throws {
    let saved = try ForgedWeightsTests.Saved()
    let stop = StopFlag()
    let engine = Engine(stop: stop)
    for line in RoundTripTests.points + ["train 1"] { _ = engine.execute(line) }
    let weights = saved.scratch.file("w.safetensors")
    _ = engine.execute("export \(weights)")
    let rows = (0..<20_000).map { "\($0),\($0 % 2)\n" }.joined()
    let typed =
      line.replacing("TABLE", with: saved.scratch.file("t.csv", "a,k\n" + rows))
      .replacing("WEIGHTS", with: weights).replacing("SESSION", with: saved.path)
      .replacing("NEW", with: saved.scratch.path + "/new")
    let before = try WorkspaceArchive.file(engine.workspace, cells: "").bytes
    let files = try FileManager.default.contentsOfDirectory(atPath: saved.scratch.path).sorted()
    stop.raise()
    let turn = try #require(engine.execute(typed))
    #expect(turn.isInterrupted, "\(turn.diagnostic?.message ?? "it ran")")
    stop.clear()
    #expect(try WorkspaceArchive.file(engine.workspace, cells: "").bytes == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: saved.scratch.path).sorted() == files)
    #expect(engine.execute(typed)?.isSuccess == true)
  }
}
