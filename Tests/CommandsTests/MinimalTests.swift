import Foundation
import Language
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// `save FILE minimal`: less to read, the same answers, the same state.
@Suite struct MinimalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]
    let kept: [String]
    var testDescription: String { name }

    /// Lines that begin with `-` are to be left out.
    init(_ name: String, _ lines: String...) {
      self.name = name
      self.lines = lines.map { $0.hasPrefix("-") ? String($0.dropFirst()) : $0 }
      kept = lines.filter { !$0.hasPrefix("-") }
    }
  }

  static let data = "data moons train=64 test=20 batch=16"
  static let cases = [
    Case("failed", data, "-nonsense", "network mlp 8", "-gates conv9", "evaluate"),
    Case(
      "undone", data, "network mlp 8", "train 1", "-train 1", "-evaluate", "-undo", "evaluate",
      "-seed 3", "-seed 4", "-undo 2"),
    Case("done again", data, "network mlp 8", "train 1", "-undo", "-redo", "evaluate"),
    Case(
      "asked between", data, "network mlp 8", "train 1", "-undo", "-evaluate", "-redo", "evaluate"),
    Case("overwritten", "-seed 3", "seed 4", "-data spirals", data, "network mlp 8", "train 1"),
    Case("read before", "seed 3", data, "network mlp 8", "seed 4", "train 1"),
    Case("shown before", "set undo=30", "show undo", "set undo=40", "-param a=1", "param a=2"),
    Case("replaced", data, "-network mlp 8", "-train 1", "network mlp 6", "train 1"),
    Case("asked and replaced", data, "network mlp 8", "evaluate", "network mlp 6", "evaluate"),
    Case(
      "dropped", data, "network mlp 8", "-copy mlp as=b", "-train 1", "use mlp", "-drop b",
      "evaluate"),
    Case(
      "asked and dropped", data, "network mlp 8", "copy mlp as=b", "evaluate", "use mlp", "drop b"),
    Case("never used", data, "-network mlp 6 as=b", "network mlp 8", "evaluate"),
    Case("listed", data, "network mlp 6 as=b", "network mlp 8", "networks"),
    Case(
      "gone back", data, "network mlp 8", "checkpoint a", "-train 2", "checkout a", "train 1",
      "evaluate"),
    Case(
      "gone back from another rate", data, "network mlp 8", "checkpoint a", "optimizer lr=0.01",
      "train 2", "checkout a", "evaluate"),
    Case("explained", data, "network mlp 8", "explain", "network mlp 6", "evaluate"),
    Case(
      "explained and undone", data, "network mlp 8", "explain", "-network mlp 6", "-explain",
      "-undo", "-explain", "evaluate", "explain"),
    Case(
      "asserted", data, "network mlp 8", "flops", "-train 1", "-undo", "flops", "assert macs>=1",
      "evaluate"),
    Case(
      "explained behind what steers", data, "network mlp 8", "show", "explain", "network mlp 6",
      "evaluate"),
    Case("with a parameter", "param n=2", data, "network mlp 8", "train $n", "param n=1"),
    Case("batches of other data", data, "network mlp 8", "train 2 batches", "data spirals", data),
    Case(
      "optimizers", "-optimizer adam", "optimizer sgd", data, "network mlp 8", "train 1",
      "optimizer adam", "optimizer sgd", "train 1"),
    Case(
      "tasks", "-task reconstruct", "task classify", data, "network mlp 8", "train 1",
      "evaluate"),
    Case("imported", data, "import FILE as=a", "-seed 3", "seed 4", "train 1", "evaluate"),
    Case("imported, then another", data, "import FILE as=a", "train 1", "network mlp 6 as=b"),
    Case(
      "imported and dropped", data, "network mlp 6 as=a", "-import FILE as=twin", "-train 1",
      "use a", "-drop twin", "evaluate"),
    Case(
      "looked at a record", data, "network mlp 6", "data image=3", "data image=0 split=train",
      "evaluate"),
    Case(
      "undone behind questions", data, "network mlp 6", "-train 1", "-data", "-data image=3",
      "-optimizer", "-prune", "-checkpoint", "-undo", "evaluate"),
    Case(
      "undone before questions", data, "network mlp 6", "-train 1", "-undo", "data image=3",
      "optimizer", "prune", "checkpoint", "evaluate"),
  ]

  private let scratch = Scratch()

  /// `line` with the file of a network in the place of FILE.
  private func filled(_ line: String) -> String {
    line.replacing("FILE", with: scratch.file("a.safetensors"))
  }

  private func run(_ lines: [String]) -> Engine {
    if lines.contains(where: { $0.contains("FILE") }) {
      _ = Engine.after([Self.data, "network mlp 8", filled("export FILE")])
    }
    let engine = Engine()
    for line in lines { _ = engine.execute(filled(line), expectingError: true) }
    return engine
  }

  /// Replays what is kept: its answers and the last state are those of the whole session.
  private func expectSame(_ engine: Engine, _ minimal: MinimalSession, _ lines: [String]) throws {
    let other = Engine()
    for cell in minimal.elements.compactMap(\.cell) {
      let turn = try #require(other.execute(cell.input))
      #expect(
        RecordingText.lines(turn).compared
          == cell.outputs.compared, "\(cell.input) of \(lines)")
    }
    var whole = engine.workspace
    #expect(other.workspace.current == whole.current, "\(lines)")
    #expect(Set(other.workspace.networkNames).isSubset(of: whole.networkNames), "\(lines)")
    for name in whole.networkNames where other.workspace.networks[name] == nil {
      whole.networks[name] = nil
    }
    #expect(
      try WorkspaceArchive.file(other.workspace, cells: "").bytes
        == WorkspaceArchive.file(whole, cells: "").bytes, "\(lines)")
  }

  @Test(arguments: cases) func leavesOut(_ sample: Case) throws {
    let engine = run(sample.lines)
    let minimal = engine.minimal
    #expect(minimal.elements.compactMap(\.cell).map(\.input) == sample.kept.map(filled))
    try expectSame(engine, minimal, sample.lines)
  }

  static let pool = [
    data, "data moons train=64 test=20 batch=32", "data spirals train=64 test=20", "seed 3",
    "seed 4", "network mlp 8", "network mlp 6 as=b", "network new input=2 as=n", "add linear 2",
    "train 1", "train 3 batches", "train 2 stop=3", "evaluate", "flops", "gates", "undo", "undo",
    "undo 2", "redo", "redo", "checkpoint a", "checkpoint a drop", "checkpoint", "checkout a",
    "checkout epoch=1", "branch c", "copy mlp as=d", "use mlp", "use b", "drop b", "drop mlp",
    "rename b as=e", "optimizer adam", "optimizer lr=0.01", "optimizer sgd", "optimizer",
    "set memory=100MB", "set undo=30 memory=200MB", "param n=1", "param n=2", "train $n",
    "gate attach *", "gate set fc1[1] off", "gate set fc1 free",
    "prune consensus target=30% over=3", "prune off", "compact as=s", "compare mlp b", "networks",
    "explain", "show", "layers", "energy training", "log off", "# prose", "data", "data image=3",
    "prune", "import FILE as=twin", "import FILE", "use twin", "drop twin",
  ]

  /// Random sessions of a start that makes most lines possible.
  @Test(arguments: 0..<60) func replaysToTheSame(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var lines = [Self.data, "network mlp 8", "network mlp 6 as=b", "use mlp", "gate attach *"]
    if seed % 3 == 0 { lines = [Self.data, "network mlp 8"] }
    for _ in 0..<24 { lines.append(random.one(of: Self.pool)) }
    let engine = run(lines)
    try expectSame(engine, engine.minimal, lines)
  }

  /// Where the name stands in the file alone, the session is told it.
  @Test func anImportIsRecordedByName() throws {
    let lines = [Self.data, "import FILE # Mine.", "seed 3", "seed 4", "train 1", "evaluate"]
    let engine = run(lines)
    let minimal = engine.minimal
    let kept = minimal.elements.compactMap(\.cell).map(\.input)
    #expect(
      kept
        == [Self.data, "import FILE as=mlp # Mine.", "seed 4", "train 1", "evaluate"].map(filled))
    try expectSame(engine, minimal, lines)
    let undone = ["train 1", "seed 4", "seed 3", filled("import FILE as=mlp # Mine.")]
    #expect(
      engine.execute("undo 4")?.report?["undone"] == .array(undone.map { .string($0) }))
  }

  /// A session that was recorded without the name keeps whatever stands behind.
  @Test func anImportWithoutANameKeepsTheRest() throws {
    let lines = [
      "seed 2", Self.data, "network mlp 6 as=a", "network mlp 4 as=a", "import FILE", "seed 3",
      "seed 4", "train 3", "use a", "drop mlp", "evaluate",
    ]
    let engine = run(lines)
    let session = engine.elements.map { element in
      guard case .cell(var cell) = element else { return element }
      cell.input = cell.input.replacing(" as=mlp", with: "")
      return SessionElement.cell(cell)
    }
    let minimal = MinimalSession(session, engine.commands, parameters: [])
    #expect(minimal.omissions.map(\.input) == ["network mlp 6 as=a"])
    try expectSame(engine, minimal, lines)
  }

  /// What a line is by its words is what it was to `undo` when it ran.
  @Test(arguments: [
    "data", "data image=3", "data image=0 split=train", "optimizer", "optimizer lr=0.1",
    "optimizer adam", "prune", "prune off", "prune consensus target=30%", "checkpoint",
    "checkpoint a", "data moons train=64 test=20 batch=8", "evaluate", "seed 3", "train 1",
  ])
  func asksAsUndoHasIt(_ line: String) throws {
    let engine = run([Self.data, "network mlp 6"])
    let before = engine.undoStack.past.count
    #expect(engine.execute(line)?.diagnostic == nil)
    var lines = BoundLines(engine.commands, parameters: [])
    let bound = lines.bind(line)
    #expect((bound?.kind == .change) == (engine.undoStack.past.count > before))
  }

  @Test func saysWhatItLeftOut() throws {
    let path = scratch.file("m.pollard")
    let engine = run(["seed 3", "seed 4", "# Why.", "param a=1", "undo", "nonsense", "show seed"])
    let report = try #require(engine.execute("save \(path) minimal")?.report)
    let text = TextRenderer(width: 200).text(report)
    #expect(text.contains("2 of 6 cells"))
    #expect(text.contains("left out: 1 failed\n  > nonsense\n"))
    #expect(text.contains("left out: 2 undone, or asked about what was undone\n"))
    #expect(text.contains("left out: 1 on which nothing that is kept depends\n  > seed 3\n"))
    #expect(report["left_out"] == ["failed": 1, "undone": 2, "unneeded": 1])
    #expect(scratch.read("m.pollard").contains("> seed 4\n| seed 4\n# Why.\n> show seed\n"))
    #expect(report["weights"] == .null)
  }
}
