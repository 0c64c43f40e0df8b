import Language
import NotebookTestSupport
import Testing

@testable import Notebook
@testable import Sessions
@testable import Workspaces

@Suite struct EngineTests {
  @Test func successCommits() throws {
    let engine = Fake.engine()
    let turn = try #require(engine.execute("work 3"))
    #expect(turn.isSuccess)
    #expect(turn.cell == 1)
    #expect(turn.report?["done"] == 3)
    #expect(engine.workspace.settings["work"] == "3")
  }

  @Test func failureChangesNothing() throws {
    let engine = Fake.engine()
    _ = engine.execute("work 3")
    let turn = try #require(engine.execute("break"))
    #expect(turn.diagnostic?.code == "broken")
    #expect(engine.workspace.settings["work"] == "3")
    #expect(engine.elements.count == 1, "a failed line is not recorded")
    #expect(engine.execute("nonsense")?.diagnostic?.code == .unknownCommand)
    #expect(engine.execute("work x")?.command == "work")
    #expect(engine.history.count == 4)
  }

  @Test func expectedFailureIsRecorded() {
    let engine = Fake.engine()
    _ = engine.execute("break", expectingError: true)
    #expect(engine.elements.first?.cell?.lines(.error).first == "error: it broke")
  }

  @Test func interruptedWorkIsRecordedAsItRan() throws {
    let engine = Fake.engine()
    let turn = try #require(engine.execute("work 9 interrupt=4"))
    #expect(turn.isInterrupted)
    #expect(turn.isSuccess)
    #expect(turn.recorded == "work 9 stop=4")
    #expect(engine.elements.first?.cell?.input == "work 9 stop=4")
    #expect(engine.workspace.settings["work"] == "4")
  }

  @Test func proseIsKept() {
    let engine = Fake.engine()
    #expect(engine.execute("# A note.") == nil)
    #expect(engine.execute("") == nil)
    #expect(engine.elements == [.prose("# A note."), .blank])
  }

  @Test func whatIsRecordedReadsBack() throws {
    let engine = Fake.engine()
    let lines = [
      "work 1 \\", "\\", "\\\n# x", "work \\\n 2", "work 1\nlook", "#! x", "look\r\n# y\r",
    ]
    for line in lines { _ = engine.execute(line) }
    let text = engine.sessionFile.text
    let again = try SessionFile.parse(text, name: "x")
    #expect(again.cells.map(\.input) == ["work 1 ", "work \\\n 2"])
    #expect(engine.history.count == 4, "two cells, and two lines that are several")
  }

  @Test func prefixesAreRecordedInFull() {
    let engine = Fake.engine { $0.isInteractive = true }
    _ = engine.execute("wo 2")
    #expect(engine.elements.first?.cell?.input == "work 2")
    #expect(Fake.engine().execute("wo 2")?.isSuccess == false)
  }

  @Test func turnsAsJSON() throws {
    let engine = Fake.engine()
    let turn = try #require(engine.execute("work 2"))
    #expect(
      JSONRenderer.line(turn)
        == #"{"cell": 1, "command": "work", "input": "work 2", "ok": true, "#
        + #""report": {"loss": 0.3333333333333333, "done": 2}}"#)
    let failed = try #require(engine.execute("work x"))
    #expect(
      JSONRenderer.line(failed, origin: .init(name: "f", line: 4))
        == #"{"cell": 2, "command": "work", "input": "work x", "ok": false, "error": "#
        + #"{"code": "bad-value", "message": "‘x’ does not fit N: expected a whole number "#
        + #"between 0 and 100", "hint": null, "line": 4, "column": 6}}"#)
  }
}
