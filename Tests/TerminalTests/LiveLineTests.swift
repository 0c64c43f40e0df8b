import Language
import Tensors
import NotebookTestSupport
import Testing

@testable import Notebook
@testable import Sessions
@testable import Terminal
@testable import Workspaces

/// What long work says while it runs, and before.
@Suite struct LiveLineTests {
  /// Keeps what it is told; raises the stop flag at an update if it shall.
  private final class Recorder: ProgressSink {
    var updates: [Workspaces.Progress] = []
    var announced: [String] = []
    var updatesBefore = 0
    var stop: StopFlag?
    func update(_ progress: Workspaces.Progress) {
      updates.append(progress)
      stop?.raise()
    }
    func milestone(_ line: String) {}
    func announce(_ line: String) {
      announced.append(line)
      updatesBefore = updates.count
    }
    func clear() {}
  }

  private static let parts: [Workspaces.Progress.Part] = [
    .init(["epoch 2 of 8", "epoch 2"], rank: 5),
    .init(["batch 93/469", "93/469", ""], rank: 2),
    .init(["loss 0.412"], rank: 6),
    .init(["accuracy 86.3 %", "accuracy 86.3 %", ""], rank: 3),
    .init(["3,456 images/s", "3,456/s", ""], rank: 0),
    .init(["about 1 min 20 s left", "≈1 min 20 s left"], rank: 4),
    .init(["about 600 J left (estimated, time × 7.5 W)", "≈600 J", ""], rank: 1),
  ]

  @Test(arguments: [
    (
      140,
      "epoch 2 of 8  batch 93/469  loss 0.412  accuracy 86.3 %  3,456 images/s  "
        + "about 1 min 20 s left  about 600 J left (estimated, time × 7.5 W)"
    ),
    (79, "epoch 2  93/469  loss 0.412  accuracy 86.3 %  3,456/s  ≈1 min 20 s left  ≈600 J"),
    (60, "epoch 2  loss 0.412  accuracy 86.3 %  ≈1 min 20 s left"),
    (39, "epoch 2  loss 0.412  ≈1 min 20 s left"),
  ])
  func partsGiveWayWhereItIsNarrow(width: Int, expected: String) {
    #expect(ProgressLine.line(Self.parts, width: width) == expected)
  }

  @Test func noLineIsTooWide() {
    for width in 1...150 {
      #expect(DisplayWidth.of(ProgressLine.line(Self.parts, width: width)) <= width)
    }
    let plain = ProgressLine.parts(
      .init("evaluating 日本", fraction: 0.5, detail: "a long detail"), .seconds(30))
    #expect(
      ProgressLine.line(plain, width: 79)
        == "evaluating 日本  50 %  a long detail  about 30.0 s left")
    #expect(ProgressLine.line(plain, width: 35) == "evaluating 日本  50 %  ≈30.0 s left")
    #expect(ProgressLine.line(plain, width: 15) == "evaluating 日本")
    #expect(DisplayWidth.of(ProgressLine.line(plain, width: 14)) <= 14)
  }

  @Test func trainingTellsAllItsFigures() throws {
    let engine = Engine()
    engine.run(["data moons train=64 test=20 batch=8", "network mlp 8 as=a"])
    let recorder = Recorder()
    engine.progress = recorder
    _ = engine.execute("train 2")
    #expect(recorder.announced.isEmpty)
    #expect(recorder.updates.count == 16)
    let first = try #require(recorder.updates.first)
    let longest = first.parts.map { $0.forms[0] }
    #expect(longest[0] == "epoch 1 of 2" && longest[1] == "batch 1/8")
    #expect(longest[2].hasPrefix("loss 0.") || longest[2].hasPrefix("loss 1."))
    #expect(longest[3].hasPrefix("accuracy ") && longest[4].hasSuffix("images/s"))
    for update in recorder.updates {
      #expect(Set(update.parts.map(\.rank)).count == update.parts.count)
      #expect(update.parts.allSatisfy { !$0.forms.isEmpty })
    }
    _ = engine.execute("train until accuracy=100% max=3")
    let last = try #require(recorder.updates.last?.parts.first)
    #expect(last.forms == ["epoch 3 of at most 5", "epoch 3"] || last.forms[1] != "epoch 3")
  }

  /// While a method is on, the line has the figures of its account, in their order.
  @Test func methodsTellTheirAccount() throws {
    let engine = Engine()
    engine.run([
      "data moons train=64 test=20 batch=8", "network mlp 8 as=a", "gate attach fc*",
      "prune consensus target=50%",
    ])
    let recorder = Recorder()
    engine.progress = recorder
    _ = engine.execute("train 2")
    let method = try #require(engine.workspace.entry?.method?.description)
    let line = try #require(recorder.updates.last).parts
    #expect(method.figures.count == 3)
    for (part, figure) in zip(line[4...], method.figures) {
      #expect(part.forms[0].hasPrefix("\(figure.key) ") && part.forms[0].hasSuffix(" %"))
      #expect(part.forms.last == "")
    }
    #expect(line[7].forms[0].hasSuffix("images/s"))
    #expect(Set(line.map(\.rank)).count == line.count)
    for width in 1...150 {
      #expect(DisplayWidth.of(ProgressLine.line(line, width: width)) <= width)
    }
    // The last figure gives way first, all of them before accuracy and loss.
    #expect(ProgressLine.line(line, width: 60).contains("removed "))
    #expect(!ProgressLine.line(line, width: 60).contains("consensus "))
    #expect(!ProgressLine.line(line, width: 40).contains("removed "))
  }

  @Test func longTrainingsSayBeforeWhatTheyTake() throws {
    let engine = Engine()
    engine.run(["data moons train=4000 test=20", "network mlp 300 100 as=a"])
    let recorder = Recorder()
    recorder.stop = engine.stop
    engine.progress = recorder
    let turn = try #require(engine.execute("train 1000000"))
    #expect(turn.isInterrupted)
    #expect(recorder.announced.count == 1 && recorder.updatesBefore == 0)
    let said = try #require(recorder.announced.first)
    #expect(said.hasPrefix("about ") && said.contains(" h "))
    #expect(
      said.contains("J for 32,000,000 batches (estimated: trial steps, time × 7.5 W)"))
    // The trial leaves nothing behind.
    engine.stop.clear()
    engine.progress = SilentProgress()
    _ = engine.execute("undo")
    let fresh = Engine()
    fresh.run(["data moons train=4000 test=20", "network mlp 300 100 as=a"])
    let lines = [engine, fresh].map { RecordingText.lines($0.execute("evaluate")!).map(\.text) }
    #expect(lines[0] == lines[1])
  }

  @Test func progressText() {
    let progress = Progress("epoch 2 of 8", fraction: 0.25, detail: "loss 0.412")
    #expect(
      ProgressLine.line(ProgressLine.parts(progress, .seconds(20)), width: 79)
        == "epoch 2 of 8  25 %  loss 0.412  about 1 min 0 s left")
  }
}
