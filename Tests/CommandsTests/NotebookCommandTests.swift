import Language
import NotebookTestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions
@testable import Workspaces

/// Commands about the session itself: `undo`, `param`, `set` and asides.
@Suite struct NotebookCommandTests {
  @Test func undoPassesOverQuestions() throws {
    let engine = Fake.engine(beside: CommandCatalog.all)
    _ = engine.execute("work 2")
    _ = engine.execute("look")
    #expect(engine.workspace.settings["looked"] == "yes")
    #expect(engine.undoStack.past.count == 1)
    _ = engine.execute("undo")
    #expect(try engine.text("look") == "done 0")
  }

  @Test func undoAndRedo() throws {
    let engine = Fake.engine(beside: CommandCatalog.all)
    for line in ["work 1", "work 2", "seed 9"] { _ = engine.execute(line) }
    #expect(try engine.text("undo 2") == "took back: seed 9\ntook back: work 2")
    #expect(engine.workspace.settings["work"] == "1")
    #expect(engine.workspace.seed == 1)
    #expect(try engine.text("redo") == "did again: work 2")
    #expect(engine.workspace.settings["work"] == "3")
    _ = engine.execute("work 1")
    #expect(engine.execute("redo")?.diagnostic?.code == "nothing-to-redo")
    #expect(engine.execute("undo 9")?.diagnostic?.hint == "try ‘undo 3’")
    _ = engine.execute("undo 3")
    #expect(engine.execute("undo")?.diagnostic?.code == "nothing-to-undo")
  }

  @Test func undoHasALimit() {
    let engine = Fake.engine(beside: CommandCatalog.all)
    _ = engine.execute("set undo=2")
    for _ in 0..<5 { _ = engine.execute("work 1") }
    #expect(engine.undoStack.past.count == 2)
  }

  @Test func partialFailureKeepsWhatRan() throws {
    let engine = Fake.engine(beside: CommandCatalog.all)
    let turn = try #require(engine.execute("work 2 fail=on"))
    #expect(!turn.isSuccess)
    #expect(turn.report?["done"] == 2)
    #expect(engine.workspace.settings["work"] == "2")
    let cell = try #require(engine.elements.first?.cell)
    #expect(cell.input == "work 2 stop=2")
    #expect(!cell.expectsError)
    _ = engine.execute("undo")
    #expect(engine.workspace.settings["work"] == nil)
    #expect(engine.execute("work 0 fail=on")?.isSuccess == false)
    #expect(engine.elements.count == 2, "nothing ran, nothing is recorded; the undo is")
  }

  @Test func parameters() throws {
    let engine = Fake.engine(beside: CommandCatalog.all) { $0.parameters = [("n", "4")] }
    let turn = try #require(engine.execute("param n=2 m=5"))
    #expect(turn.warnings == ["n stays 4, as the shell line set it"])
    #expect(turn.recorded == "param n=4 m=5")
    _ = engine.execute("work $n")
    #expect(engine.workspace.settings["work"] == "4")
    #expect(engine.sessionFile.header?["parameters"] == "n=4")
    #expect(engine.execute("work $x")?.diagnostic?.code == .unknownParameter)
  }

  @Test func asidesAreNotRecorded() {
    let engine = Fake.engine(beside: CommandCatalog.all)
    for line in ["help", "version", "history", "quit 3"] {
      #expect(engine.execute(line)?.isSuccess == true)
    }
    #expect(engine.elements.isEmpty)
    #expect(engine.execute("quit 3")?.quitCode == 3)
  }

  @Test func settingsAreChecked() throws {
    let engine = Fake.engine(beside: CommandCatalog.all)
    #expect(engine.execute("set threads=two")?.diagnostic?.code == .badValue)
    #expect(engine.execute("set thraeds=2")?.diagnostic?.hint?.contains("threads") == true)
    #expect(try engine.text("set threads=2") == "threads = 2")
    #expect(try engine.text("set precision=fp32") == "precision = fp32")
    let refused = engine.execute("set precision=bf16")?.diagnostic
    #expect(refused?.message.contains("bf16") == true)
    #expect(refused?.hint?.contains("fp32") == true)
  }
}
