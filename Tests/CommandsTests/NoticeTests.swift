import NotebookTestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// What `train` says before its first batch.
@Suite struct NoticeTests {
  static let points = ["data moons train=64 test=20 batch=16", "network mlp 8"]

  private static func notices(_ line: String, after lines: [String]) -> [String] {
    let engine = Engine.after(lines)
    let progress = Announcements()
    engine.progress = progress
    progress.afterBatch = { [stop = engine.stop] _ in stop.raise() }
    _ = engine.execute(line)
    return progress.lines
  }

  /// The horizon is that of the first training.
  @Test func aSecondTraining() throws {
    let found = Self.notices("train 5", after: Self.points + ["train 5"])
    #expect(
      found == [
        "20 of 20 batches run behind the end of the horizon (5 epochs), at the rate 0.0000; type "
          + "‘optimizer over=5’ before this to begin another"
      ])
    #expect(Self.notices("train 5", after: Self.points).isEmpty)
    let line = try #require(found[0].split(separator: "‘").last?.split(separator: "’").first)
    #expect(
      Self.notices("train 5", after: Self.points + ["train 5", String(line)]).isEmpty)
  }

  @Test func theEndOfTheHorizonWithin() {
    let found = Self.notices(
      "train 5", after: Self.points + ["optimizer sgd schedule=step over=3"])
    #expect(
      found == [
        "8 of 20 batches run behind the end of the horizon (3 epochs), at the rate 0.0005; type "
          + "‘optimizer over=5’ before this to begin another"
      ])
  }

  /// A constant rate has no end, and a rate of the line's own does not ask.
  @Test func nothingToSay() {
    #expect(
      Self.notices(
        "train 5", after: Self.points + ["optimizer sgd schedule=constant", "train 5"]
      ).isEmpty)
    #expect(Self.notices("train 5 lr=0.01", after: Self.points + ["train 5"]).isEmpty)
  }

  /// A budget behind the end of the horizon; joules that are spent already.
  @Test func joules() throws {
    let far = Self.notices("train until energy=5kWh", after: Self.points + ["train 1"])
    #expect(
      far.count == 2 && far[0].hasPrefix("18.0 MJ last more than 1,000,000,000 epochs"), "\(far)")
    #expect(
      far[1] == "4,000 of about 4,000 batches run behind the end of the horizon (1 epoch), at the "
        + "rate 0.0000; type ‘optimizer over=1000’ before this to begin another")
    let spent = Self.notices("train until energy=1nJ", after: Self.points + ["train 1"])
    #expect(
      spent[0].contains("are spent already, and the goal is 1.00 nJ: it ends after one epoch of"))
    let engine = Engine.after(Self.points + ["train 1", "train until energy=1nJ"])
    #expect(engine.workspace.entry?.run.position.epoch == 2)
  }

  @Test func aValidationPart() {
    let data = ["data moons train=64 test=20 validation=25% batch=16", "network mlp 8"]
    let line = "train until accuracy=100% max=1"
    #expect(
      Self.notices(line, after: data) == [
        "the goal is looked for on the test split; ‘split=validation’ takes the part that was set "
          + "aside"
      ])
    #expect(Self.notices(line + " split=validation", after: data).isEmpty)
    #expect(Self.notices(line, after: Self.points).isEmpty)
  }
}
