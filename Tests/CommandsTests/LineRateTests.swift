import NotebookTestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Workspaces

/// `train N lr=X`: a rate of this line's own.
@Suite struct LineRateTests {
  static let points = ["data moons train=64 test=20 batch=16", "network mlp 8"]

  /// The digits are those of a constant rate, whatever the schedule says.
  @Test func isAConstantRate() throws {
    let engine = Engine.after(Self.points + ["train 2"])
    let report = try engine.report("train 3 lr=0.02")
    #expect(report.rows("epochs").map { $0.number("rate") } == [0.02, 0.02, 0.02])
    let text = try engine.text("explain")
    #expect(text.contains("lr of the line") && text.contains("lr = 0.02"))
    let constant = Engine.after(
      Self.points + ["train 2", "optimizer lr=0.02 schedule=constant warmup=0%", "train 3"])
    let (one, other) = (engine.workspace.entry!, constant.workspace.entry!)
    #expect(
      one.network.parameters.map(\.value.values) == other.network.parameters.map(\.value.values))
    #expect(engine.workspace.optimizer.rate == 0.05)
  }

  /// A first line with a rate of its own leaves the horizon to the next; a later one leaves it be.
  @Test func theHorizonStays() throws {
    let engine = Engine.after(Self.points + ["train 1 lr=0.01"])
    #expect(engine.workspace.entry?.horizon == nil)
    engine.run("train 4")
    let horizon = engine.workspace.entry?.horizon
    #expect(horizon?.start == 4 && horizon?.steps == 16)
    engine.run("train 1 lr=0.01")
    #expect(engine.workspace.entry?.horizon == horizon)
  }

  /// Epochs that were let go are trained again at the rate that they had, and it goes no further.
  @Test(arguments: CheckoutTests.bounds) func goingBack(_ bound: String) throws {
    let lines = [bound] + Self.points + ["train 2", "train 3 lr=0.02", "train 1 lr=0.03"]
    let engine = Engine.after(lines)
    let state = engine.state
    for epoch in [4, 2, 1, 5, 6] {
      engine.run("checkout epoch=\(epoch)")
      #expect(engine.workspace.entry?.run.position.epoch == epoch)
      #expect(engine.workspace.optimizer.rate == 0.05)
    }
    #expect(engine.state == state)
    engine.run("checkout epoch=4", "train 1 lr=0.02", "train 1 lr=0.03")
    #expect(engine.state == state)
    engine.run("undo 3")
    #expect(engine.state == state)
  }

  @Test func isRecorded() throws {
    let engine = Engine.after(Self.points + ["train 2 lr=0.0123456789 stop=3"])
    let turn = try #require(engine.execute("continue"))
    #expect(turn.recorded == "train 2 lr=0.0123456789 from=3")
    #expect(engine.state == Engine.after(Self.points + ["train 2 lr=0.0123456789"]).state)
    let error = try #require(engine.execute("train 1 lr=0")?.diagnostic)
    #expect(error.code == .badValue)
  }
}
