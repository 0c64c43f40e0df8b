import Commands
import Foundation
import Language
import NotebookTestSupport
import Reports
import TestSupport
import Testing

@testable import Notebook

/// A file does not say what the training before it cost: no figure leaves that out.
@Suite struct UnknownTrainingTests {
  private static let data = "data moons train=64 test=32 batch=32"

  /// A network that was trained for two epochs, in a file.
  private func imported(_ folder: Scratch) -> [String] {
    let path = folder.file("w.safetensors")
    _ = Engine.after([Self.data, "network mlp 8 as=d", "train 2", "export \(path)"])
    return [Self.data, "import \(path) as=n"]
  }

  /// What may follow, and the batches that are known of then.
  private static let cases: [(lines: [String], batches: Double)] = [
    ([], 0), (["train 1"], 2), (["train 1", "copy n as=m", "use m"], 2),
    (["train 1", "rename n as=m"], 2), (["train 1", "branch side"], 2),
    (["checkpoint here", "train 1", "checkout here"], 0), (["train 2", "checkout epoch=1"], 2),
    (["train 1", "gate attach *", "gate set fc1[0-3] off", "compact as=m"], 2),
    (["prune magnitude target=40% of=macs", "train 2"], 4),
    (["train 1", "train 1", "undo"], 2),
  ]

  @Test(arguments: cases.indices) func staysUnknown(_ index: Int) throws {
    let (lines, batches) = Self.cases[index]
    let folder = Scratch()
    let engine = Engine.after(imported(folder) + lines)
    try expectUnknown(engine, batches)
    let session = folder.file("s.pollard")
    engine.run("save \(session)")
    try expectUnknown(Engine.after(["open \(session)"]), batches)
  }

  private func expectUnknown(_ engine: Engine, _ batches: Double) throws {
    let training = try engine.report("energy training")
    for key in ["joules", "dense_joules", "saved", "break_even"] {
      #expect(training.values[key] == .null, "\(key)")
    }
    #expect(training.values.number("batches") == batches)
    #expect((training.values.number("joules_at_least") ?? -1 > 0) == (batches > 0))
    #expect(training.shown.contains("not known here"))
    #expect(training.shown.contains("at least") == (batches > 0))
    let even = try engine.report("energy break-even").values
    for key in ["joules", "break_even", "training_back"] {
      #expect(even[key] == .null, "\(key)")
    }
    let carbon = try engine.report("carbon")
    #expect(carbon.values["grams"] == .null && carbon.values["joules"] == .null)
    #expect(carbon.shown.contains("not known here"))
    for line in ["energy training", "energy break-even", "carbon"] {
      _ = try engine.report(line)
      _ = try engine.report("explain")
    }
  }

  @Test func weightsOfAnotherProgramAreUnknownToo() throws {
    let folder = Scratch()
    let lines = imported(folder)
    let path = folder.file("w.safetensors")
    let engine = Engine.after([
      lines[0], "network mlp 8 as=own", "train 1", "import \(path) as=n partial=on", "train 1",
    ])
    try expectUnknown(engine, 2)
    engine.run("use own")
    #expect(try engine.report("energy training").values.number("joules") ?? 0 > 0)
  }

  /// Goals, logs and accounts say it as well.
  @Test func goalsLogsAndAccountsDoNotLeaveItOut() throws {
    let folder = Scratch()
    let log = folder.file("log.csv")
    let engine = Engine.after(imported(folder) + ["log \(log)"])
    let goal = try engine.report("train until energy=1e-9J max=2")
    #expect(goal.values["training_joules"] == .null)
    #expect(goal.values.number("training_joules_at_least") ?? 0 > 0)
    #expect(goal.shown.contains("spent since it came from a file"))
    let rows = folder.read("log.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: ["\""]) }
    }
    let column = try #require(rows[0].firstIndex(of: "training_joules"))
    #expect(rows.dropFirst().map { $0[column] } == [""])
    engine.run("export \(folder.file("n.json"))")
    #expect(folder.read("n.json").contains("\"joules_at_least\""))
  }
}
