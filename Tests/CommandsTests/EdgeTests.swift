import NotebookTestSupport
import Sessions
import Tensors
import Testing

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// A training that was cut short at the end of an epoch replays to the same state, whatever cut it.
@Suite struct EdgeTests {
  /// What is known of the epochs, in every place that keeps it.
  private static func known(_ engine: Engine) throws -> [String] {
    let entry = try #require(engine.workspace.entry)
    var text = entry.epochs.map { "\($0)" }
    text += entry.history.scores.sorted { $0.key < $1.key }.map { "\($0)" }
    text += entry.history.states.map { "\($0.position) \($0.log)" }
    return text
  }

  /// The lines that were recorded lead to the same state, log, best epoch and answers.
  private static func replays(_ engine: Engine) throws {
    let replayed = Engine()
    for cell in engine.sessionFile.cells {
      let turn = try #require(replayed.execute(cell.input))
      #expect(turn.diagnostic == nil, "\(cell.input)")
      #expect(RecordingText.lines(turn).compared == cell.outputs.compared, "\(cell.input)")
    }
    #expect(replayed.state == engine.state)
    #expect(try known(replayed) == known(engine))
    #expect(try replayed.text("checkout best") == engine.text("checkout best"))
    #expect(replayed.state == engine.state)
  }

  /// The loss leaves the numbers in the third epoch, behind an edge where the goal was looked for.
  @Test func divergedBehindALook() throws {
    let engine = Engine.after([
      "seed 4", "data shapes train=40 test=9 batch=17", "network lenet5 width=0.2",
      "optimizer sgd lr=4 momentum=0.99 schedule=constant warmup=0%",
    ])
    let turn = try #require(engine.execute("train until accuracy=100% max=4"))
    #expect(turn.diagnostic?.code == "not-finite")
    let entry = try #require(engine.workspace.entry)
    #expect(entry.run.position.epoch >= 1 && entry.run.position.batch == 0)
    #expect(turn.recorded.hasSuffix("stop=\(entry.run.position.step)"))
    try Self.replays(engine)
  }

  private static let points = [
    "data moons train=64 test=20 validation=25% batch=16", "network mlp 8",
  ]

  /// Back to where it set out, the epochs of the training before keep what was seen of them.
  @Test func divergedAtOnce() throws {
    let engine = Engine.after(
      Self.points + ["train until accuracy=100% max=2", "optimizer sgd lr=1000 momentum=0.99"])
    let before = try Self.known(engine)
    var turn = try #require(engine.execute("train 9"))
    for _ in 0..<3 where turn.diagnostic == nil { turn = try #require(engine.execute("train 9")) }
    #expect(turn.diagnostic?.code == "not-finite")
    #expect(try Array(Self.known(engine).prefix(2)) == Array(before.prefix(2)))
    try Self.replays(engine)
  }

  /// Ctrl-C in the first batch of an epoch, or where the training had not begun.
  @Test(
    arguments: ["train 3", "train until accuracy=100% max=3", "train 3 watch=test"],
    [[], ["train 2"], ["train until accuracy=100% max=1"]])
  func interrupted(_ line: String, _ before: [String]) throws {
    for batches in [0, 3, 6] {
      let engine = Engine.after(Self.points + before)
      let known = try Self.known(engine)
      let progress = Announcements()
      progress.afterBatch = { [stop = engine.stop] in if $0 == batches { stop.raise() } }
      engine.progress = progress
      if batches == 0 { engine.stop.raise() }
      let turn = try #require(engine.execute(line))
      #expect(turn.isInterrupted)
      #expect(turn.recorded.hasSuffix(" stop=\(batches)"), "\(turn.recorded)")
      engine.stop.clear()
      engine.progress = SilentProgress()
      if batches == 0, !before.isEmpty {
        #expect(try Self.known(engine).prefix(2) == known.prefix(2))
      }
      guard engine.workspace.entry?.run.position.step ?? 0 > 0 else { continue }
      try Self.replays(engine)
    }
  }

  /// `stop=` at an edge, typed.
  @Test func stopped() throws {
    for stop in [3, 6] {
      let engine = Engine.after(Self.points + ["train until accuracy=100% max=3 stop=\(stop)"])
      let entry = try #require(engine.workspace.entry)
      #expect(entry.epochs.last?.testMark == nil && entry.epochs.last?.validationMark == nil)
      #expect(entry.epochs.dropLast().allSatisfy { $0.testMark != nil && $0.validationMark != nil })
      try Self.replays(engine)
    }
  }
}
