import NotebookTestSupport
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// `continue` and `train N from=BATCH`: a training in parts is the training.
@Suite struct ContinueTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let before: [String]
    let line: String
    /// Batches of all of it.
    let batches: Int
    var testDescription: String { line + (before.count > 2 ? " after \(before[2])" : "") }
  }

  static let points = ["data moons train=70 test=20 validation=20% batch=16", "network mlp 8"]
  static let cases = [
    Case(before: points, line: "train 3", batches: 12),
    Case(before: points, line: "train 3 lr=0.01 watch=test", batches: 12),
    Case(before: points, line: "train 10 batches", batches: 10),
    Case(before: points, line: "train until accuracy=100% max=3", batches: 12),
    Case(before: points, line: "train until accuracy=1% split=validation watch=off", batches: 4),
    Case(before: points + ["train 3 batches"], line: "train 2", batches: 8),
    Case(before: points + ["train 2", "optimizer lr=0.01 over=3"], line: "train 3", batches: 12),
    Case(before: points + [RoundTripTests.pruned], line: "train 4", batches: 16),
  ]

  /// Cut after any batch, also at an edge and in parts that lie in one epoch.
  @Test(arguments: cases) func isTheWhole(_ sample: Case) throws {
    let whole = Engine.after(sample.before + [sample.line])
    let scores = try #require(whole.workspace.entry).history.scores.mapValues { "\($0)" }
    for cut in 0..<sample.batches {
      let engine = Engine.after(sample.before + ["\(sample.line) stop=\(cut)"])
      if cut + 1 < sample.batches {
        engine.run("\(sample.line) from=\(cut) stop=\(cut + 1)")
      }
      let turn = try #require(engine.execute("continue"))
      #expect(turn.diagnostic == nil, "\(cut)")
      #expect(engine.state == whole.state, "\(cut)")
      #expect(engine.workspace.entry?.history.scores.mapValues { "\($0)" } == scores, "\(cut)")
      #expect(engine.workspace.entry?.plan == nil)
    }
  }

  /// As it is recorded, and that replays.
  @Test func isRecordedAsWhatItComesTo() throws {
    let engine = Engine.after(Self.points + ["train 3 stop=5"])
    let turn = try #require(engine.execute("continue"))
    #expect(turn.recorded == "train 3 from=5")
    #expect(turn.report?.rows("epochs").map { $0.number("epoch") } == [2, 3])
    #expect(turn.report?.rows("epochs").map { $0.number("batches") } == [4, 4])
    #expect(turn.report?["steps"] == .integer(7))
    let replayed = Engine.after(engine.sessionFile.cells.map(\.input))
    #expect(replayed.state == engine.state)
    #expect(try engine.text("explain").contains("epoch 3"))
    // ‘undo’ takes the rest back, with the count of the epoch that was cut.
    let cut = Engine.after(Self.points + ["train 3 stop=5"])
    engine.run("undo")
    #expect(engine.state == cut.state)
    engine.run("continue")
    #expect(engine.state == replayed.state)
  }

  /// A training that Ctrl-C cut short, saved and opened: the epoch that was cut is told as a whole.
  @Test func savedAndOpened() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let whole = Engine.after(Self.points + ["train 3"])
    _ = Engine.after(Self.points + ["train 3 stop=6", "save \(path)"])
    let opened = Engine()
    #expect(try opened.report("open \(path)")["restored"] == true)
    #expect(opened.workspace.entry?.run.tally?.batches == 2)
    #expect(try #require(opened.execute("continue")).recorded == "train 3 from=6")
    #expect(opened.state == whole.state)
    opened.run("undo", "checkpoint here", "continue", "checkout here", "continue")
    #expect(opened.state == whole.state)
  }

  /// Without a training that was cut short, the rest of the horizon.
  @Test func theRestOfTheHorizon() throws {
    let engine = Engine.after(Self.points + ["optimizer sgd over=4", "train 6 batches"])
    #expect(try #require(engine.execute("continue")).recorded == "train 4 from=6")
    #expect(engine.workspace.entry?.run.position.epoch == 4)
    let error = try #require(engine.execute("continue")?.diagnostic)
    #expect(error.code == "nothing-left" && error.hint?.contains("optimizer over=") == true)
    let odd = Engine.after(Self.points + ["optimizer sgd over=2.5", "train 1"])
    #expect(try #require(odd.execute("continue")).recorded == "train 10 batches from=4")
  }

  /// What was planned goes with the batches it was planned in.
  @Test func otherDataEndThePlan() throws {
    let engine = Engine.after(Self.points + ["train 3 stop=5", Self.points[0] + " seed=3"])
    #expect(engine.workspace.entry?.plan == nil && engine.workspace.entry?.run.tally == nil)
  }

  @Test(arguments: [
    ("train 3 from=12", "bad-value", "from"), ("train 3 from=6", "bad-value", "continue"),
    ("train 3 from=5 stop=4", "bad-value", "start"),
  ])
  func refusals(_ line: String, _ code: String, _ says: String) throws {
    let engine = Engine.after(Self.points + ["train 5 batches"])
    let state = engine.state
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code.description == code)
    #expect((error.message + (error.hint ?? "")).contains(says), "\(error.message)")
    #expect(engine.state == state)
  }

  /// A plan of a forged file trains or is refused; it does nothing else.
  @Test(arguments: ["drop mlp", "quit", "export x.csv", "", "train", "train 3 stop=5", "`id`"])
  func foreignPlans(_ line: String) throws {
    let engine = Engine.after(Self.points + ["train 3 stop=5"])
    engine.workspace.entry?.plan = TrainingPlan(line, done: 5)
    let state = engine.state
    let turn = try #require(engine.execute("continue"))
    #expect(turn.isSuccess == (line == "train 3 stop=5"), "\(line)")
    #expect(engine.state == state || turn.isSuccess)
  }

  /// An interrupted look at the last edge leaves nothing to continue, there and where it replays.
  @Test func allRan() throws {
    let engine = Engine.after(Self.points + ["train until accuracy=100% max=3 stop=12"])
    #expect(engine.workspace.entry?.plan == nil)
  }

  @Test func nothingToContinue() throws {
    let engine = Engine.after(Self.points)
    let error = try #require(engine.execute("continue")?.diagnostic)
    #expect(error.code == "nothing-left" && error.hint == "try ‘train 3’")
    #expect(try #require(Engine().execute("continue")?.diagnostic).code == .noNetwork)
  }
}
