import Foundation
import Language
import Tensors
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Workspaces

/// States with a name, branches, and what sessions make of them.
@Suite struct CheckpointTests {
  static let points = CheckoutTests.points
  static let pruned = CheckoutTests.pruned

  /// Each of these leaves the network in use another one than the checkpoint's.
  static let changes: [[String]] = [
    ["train 2"], ["drop mlp"], ["rename mlp as=other"], ["prune off", "train 1"], ["compact"],
    ["compact as=small", "drop mlp"], ["optimizer adam"], ["seed 9", "train 1"],
    ["data moons train=200 test=50 batch=64", "train 1"], ["network mlp 4", "train 1"],
    ["copy mlp as=twin", "optimizer adam", "train 1", "use mlp"],
    ["gate set fc1[1,2] off"], ["set memory=0B disk=0B", "train 2"], ["train 1 batches"],
  ]

  /// Before the freeze, and after it.
  @Test(arguments: changes, ["train 3", "train 1 batches", "train 7"])
  func comesBackBitForBit(_ lines: [String], _ training: String) {
    let engine = Engine.after(Self.points + [Self.pruned, training, "checkpoint a"])
    let state = engine.state
    var tried = 0
    // Gates are constants behind the freeze; the command says so and changes nothing.
    for line in lines where engine.execute(line)?.isSuccess == true { tried += 1 }
    #expect(tried > 0 || lines[0].hasPrefix("gate set"))
    engine.run("checkout a")
    #expect(engine.workspace.current == "mlp")
    #expect(engine.state == state)
    engine.run("train 1")
    let reference = Engine.after(Self.points + [Self.pruned, training, "train 1"])
    #expect(engine.state == reference.state)
    engine.run("undo 2", "redo", "undo")
    engine.run("checkout a")
    #expect(engine.state == state)
  }

  /// Another network's momentum of another rule is not taken for this one's.
  @Test func othersFollowTheOptimizer() {
    let engine = Engine.after(Self.points + ["train 1", "checkpoint a", "copy mlp as=twin"])
    engine.run("optimizer adam", "use twin", "train 1", "checkout a", "use twin", "train 1")
    engine.run("checkpoint b", "use mlp", "optimizer adam", "train 1", "checkout b", "train 1")
    let said = engine.execute("checkout a")?.report?.shown ?? ""
    #expect(said.contains("is back after epoch 1"))
  }

  @Test func branches() throws {
    let engine = Engine.after(Self.points + [Self.pruned, "train 3", "branch b"])
    #expect(engine.workspace.current == "b")
    let state = engine.state
    engine.run("train 2", "checkout epoch=1", "train 2")
    #expect(engine.state == state)
    engine.run("use mlp")
    #expect(engine.state == state)
    let turn = try #require(engine.execute("branch b"))
    #expect(turn.diagnostic?.code == "name-taken")
    // A copy has no epochs behind it, and says so.
    engine.run("copy mlp as=c")
    #expect(engine.execute("checkout epoch=1")?.diagnostic?.code == "no-epoch")
    engine.run("compact as=small")
    engine.run("use b", "compact as=s")
    let hint = engine.execute("checkout epoch=1")?.diagnostic?.hint
    #expect(hint == "‘s’ came from ‘b’: ‘use b’ first")
  }

  @Test func best() throws {
    let engine = Engine.after(Self.points + ["train 4"])
    let training = try #require(engine.workspace.entry?.epochs)
    let turn = engine.execute("checkout best")
    #expect(turn?.report?["measure"] == "training")
    let top = training.map(\.mark.value).max() ?? 0
    #expect(turn?.report?["best_accuracy"] == .real(top))
    #expect(engine.workspace.entry?.epochs.last?.mark.value == top)
    engine.run("network mlp 8 as=t", "train until accuracy=100% max=4")
    #expect(engine.execute("checkout best")?.report?["measure"] == "test")
    engine.run("data moons train=400 test=100 validation=25%", "network mlp 8 as=v", "train 4")
    let valid = try #require(engine.execute("checkout best")?.report)
    #expect(valid["measure"] == "validation")
    #expect(
      engine.execute("evaluate split=validation")?.report?["accuracy"] == valid["best_accuracy"])
  }

  @Test func refusals() {
    let engine = Engine.after(Self.points + ["train 2", "checkpoint start"])
    func error(_ line: String) -> Diagnostic? { engine.execute(line)?.diagnostic }
    #expect(error("checkout strat")?.code == "unknown-checkpoint")
    #expect(error("checkout strat")?.hint?.contains("did you mean ‘start’?") == true)
    #expect(error("checkout epoch=7")?.hint == "epochs 0 to 2 are kept")
    #expect(error("checkout epoch=-1")?.code == .badValue)
    #expect(error("checkout")?.code == .missingArgument)
    #expect(error("checkout start epoch=1")?.code == .badValue)
    #expect(error("checkout best epoch=1")?.code == .badValue)
    #expect(error("checkpoint best")?.code == .badValue)
    #expect(error("checkpoint nothing drop")?.code == "unknown-checkpoint")
    #expect(error("set memory=5")?.code == .badValue)
    #expect(error("branch mlp")?.code == "name-taken")
    #expect(Engine().execute("checkout best")?.diagnostic?.code == .noNetwork)
    #expect(Engine().execute("checkout a")?.diagnostic?.hint?.contains("none yet") == true)
    #expect(Engine().execute("checkpoint a")?.diagnostic?.code == .noNetwork)
    #expect(Engine().execute("branch a")?.diagnostic?.code == .noNetwork)
    engine.run("network mlp 4 as=fresh")
    #expect(error("checkout best")?.code == "no-epoch")
    #expect(error("checkout epoch=0")?.code == "no-epoch")
  }

  @Test func lists() throws {
    let engine = Engine.after(Self.points)
    let none = engine.execute("checkpoint")
    #expect(none?.report?["checkpoints"] == [])
    engine.run("checkpoint a", "train 1", "train 1 batches", "checkpoint b")
    let warned = engine.execute("checkpoint b")?.warnings
    #expect(warned == ["the checkpoint ‘b’ was replaced; ‘undo’ brings it back"])
    let report = try #require(engine.execute("checkpoint")?.report)
    guard case .array(let rows)? = report["checkpoints"] else {
      Issue.record("no rows")
      return
    }
    let found = rows.map { row -> [JSONValue?] in
      guard case .object(let fields) = row else { return [] }
      return ["name", "network", "epoch", "batch", "memory_bytes"].map { fields[$0] }
    }
    // What is in use costs nothing more; what training left behind does.
    #expect(found == [["a", "mlp", 0, 0, 2688], ["b", "mlp", 1, 1, 0]])
    engine.run("checkpoint a drop")
    #expect(engine.execute("checkout a")?.diagnostic?.code == "unknown-checkpoint")
    engine.run("undo", "checkout a")
  }

  static let session =
    points + [
      pruned, "checkpoint start", "train 3", "checkpoint mid", "checkout epoch=1", "train 4",
      "checkout best", "branch b", "train 2", "checkpoint", "checkout mid", "train 1", "evaluate",
    ]

  @Test(arguments: ["set undo=20", "set memory=0B disk=0B"]) func sessionsReplay(_ bound: String) {
    // Recorded with room, replayed with little or none: the same digits.
    let check = SessionCheck.of(
      Engine.after(Self.session).sessionFile.text, CommandSet(CommandCatalog.all), exactly: true,
      after: [bound])
    #expect(check.isSame && check.cells == Self.session.count, "\(check.lines)")
  }

  /// Saved and opened, checkpoints are there without training again.
  @Test func savedAndOpened() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine.after(Self.session + ["drop b", "optimizer adam", "save \(path)"])
    let other = Engine()
    let turn = try #require(other.execute("open \(path)"))
    #expect(turn.report?["restored"] == true)
    for name in ["mid", "start"] {
      engine.run("checkout \(name)", "train 1")
      other.run("checkout \(name)", "train 1")
      #expect(other.state == engine.state)
    }
    try FileManager.default.removeItem(atPath: scratch.path + "/run.safetensors")
    let replayed = Engine()
    #expect(replayed.execute("open \(path)")?.report?["restored"] == false)
    replayed.run("checkout mid", "train 1", "checkout epoch=1")
  }
}
