import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions
@testable import Workspaces

/// What is typed after `open` replays.
@Suite struct OpenedSessionTests {
  private let scratch = Scratch()

  /// What `check` says of a session that was saved, opened from its weights and went on.
  private func check(_ first: [String], _ then: [String]) throws -> (String, SessionCheck) {
    let path = scratch.file("run.pollard")
    _ = Engine.after(first + ["save \(path)"])
    let engine = Engine()
    #expect(engine.execute("open \(path)")?.report?["restored"] == true)
    for line in then { #expect(engine.execute(line)?.isSuccess == true, "\(line)") }
    let text = engine.sessionFile.text
    return (text, SessionCheck.of(text, CommandSet(CommandCatalog.all)))
  }

  /// The epochs of before are here too, and one of them is the best.
  @Test(arguments: [
    ["train 3"], ["train 3", "checkpoint a", "train 1"], ["train 3", "branch b"],
  ])
  func theBestOfWhatWasThere(_ first: [String]) throws {
    let back = first.contains("checkpoint a") ? ["checkout a"] : []
    let (text, check) = try check(
      RoundTripTests.points + first,
      back + [
        "optimizer sgd lr=30 momentum=0 schedule=constant warmup=0%", "train 2", "checkout best",
        "explain", "evaluate",
      ])
    #expect(check.isSame, "\(check.lines)")
    #expect(text.contains("> checkout best\n| best by training accuracy: epoch 3"))
  }

  /// From nothing on, all of the training is here.
  @Test func theBestOfAll() throws {
    let (text, check) = try check(
      RoundTripTests.points, ["train 3", "checkpoint", "checkout best"])
    #expect(check.isSame, "\(check.lines)")
    #expect(text.contains("> checkout best\n| best by"))
    #expect(text.contains("| ‘checkout epoch=N’ goes back to epochs of ‘mlp’: 0-3"))
  }

  /// The list of epochs is an answer that comes again.
  @Test func theListOfEpochs() throws {
    let (text, check) = try check(
      RoundTripTests.points + ["train 2"], ["flops", "train 1", "checkpoint", "explain"])
    #expect(check.isSame, "\(check.lines)")
    #expect(text.contains("| ‘checkout epoch=N’ goes back to epochs of ‘mlp’: 0-3"))
  }

  /// The answer before `open` is the last one again.
  @Test func undoBringsBackTheAnswer() throws {
    let path = scratch.file("run.pollard")
    _ = Engine.after(RoundTripTests.points + ["train 1", "save \(path)"])
    let engine = Engine.after(
      RoundTripTests.points + ["flops", "open \(path)", "networks", "undo"])
    #expect(engine.execute("explain")?.isSuccess == true)
    let check = SessionCheck.of(engine.sessionFile.text, CommandSet(CommandCatalog.all))
    #expect(check.isSame, "\(check.lines)")
    #expect(engine.execute("redo")?.isSuccess == true)
    #expect(engine.lastAnswer?.line == "networks")
    let empty = Engine.after(["open \(path)", "networks", "undo"])
    #expect(empty.execute("explain")?.diagnostic?.code == "nothing-to-explain")
  }
}
