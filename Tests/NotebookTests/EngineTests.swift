import Language
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions
@testable import Terminal
@testable import Workspaces

@Suite struct EngineTests {
  private func text(_ turn: Turn?) -> String {
    guard let turn else { return "" }
    return RecordingText.lines(turn).map(\.text).joined(separator: "\n")
  }

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

  @Test func undoPassesOverQuestions() {
    let engine = Fake.engine()
    _ = engine.execute("work 2")
    _ = engine.execute("look")
    #expect(engine.workspace.settings["looked"] == "yes")
    #expect(engine.undoStack.past.count == 1)
    _ = engine.execute("undo")
    #expect(text(engine.execute("look")) == "done 0")
  }

  @Test func undoAndRedo() {
    let engine = Fake.engine()
    for line in ["work 1", "work 2", "seed 9"] { _ = engine.execute(line) }
    #expect(text(engine.execute("undo 2")) == "took back: seed 9\ntook back: work 2")
    #expect(engine.workspace.settings["work"] == "1")
    #expect(engine.workspace.seed == 1)
    #expect(text(engine.execute("redo")) == "did again: work 2")
    #expect(engine.workspace.settings["work"] == "3")
    _ = engine.execute("work 1")
    #expect(engine.execute("redo")?.diagnostic?.code == "nothing-to-redo")
    #expect(engine.execute("undo 9")?.diagnostic?.hint == "try ‘undo 3’")
    _ = engine.execute("undo 3")
    #expect(engine.execute("undo")?.diagnostic?.code == "nothing-to-undo")
  }

  @Test func undoHasALimit() {
    let engine = Fake.engine()
    _ = engine.execute("set undo=2")
    for _ in 0..<5 { _ = engine.execute("work 1") }
    #expect(engine.undoStack.past.count == 2)
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

  @Test func partialFailureKeepsWhatRan() throws {
    let engine = Fake.engine()
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
    let engine = Fake.engine { $0.parameters = [("n", "4")] }
    let turn = try #require(engine.execute("param n=2 m=5"))
    #expect(turn.warnings == ["n stays 4, as the shell line set it"])
    #expect(turn.recorded == "param n=4 m=5")
    _ = engine.execute("work $n")
    #expect(engine.workspace.settings["work"] == "4")
    #expect(engine.sessionFile.header?["parameters"] == "n=4")
    #expect(engine.execute("work $x")?.diagnostic?.code == .unknownParameter)
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

  @Test(arguments: [
    ("set th", ["threads="]), ("set ", Setting.all.map { "\($0.key)=" }),
    ("set undo=3 ", Setting.all.filter { $0 != .undo }.map { "\($0.key)=" }),
    ("add conv 4 s", ["stride="]), ("add maxpool 2 s", ["stride="]), ("add linear 4 s", []),
    ("data \"mo", ["moons"]), ("show s", ["seed", "source"]), ("show n", ["n"]),
    ("show u", ["undo"]),
    ("help gate ", ["attach", "detach", "set"]), ("help gate a", ["attach"]),
    ("help tr", ["train"]),
  ])
  func completes(_ line: String, _ expected: [String]) {
    let engine = Fake.engine { $0.parameters = [("n", "4")] }
    let completion = Completion(table: engine.table, names: NameProvider(engine).candidates)
    #expect(completion.answer(line).candidates.map(\.text) == expected)
  }

  @Test func asidesAreNotRecorded() {
    let engine = Fake.engine()
    for line in ["help", "version", "history", "quit 3"] {
      #expect(engine.execute(line)?.isSuccess == true)
    }
    #expect(engine.elements.isEmpty)
    #expect(engine.execute("quit 3")?.quitCode == 3)
  }

  @Test func settingsAreChecked() {
    let engine = Fake.engine()
    #expect(engine.execute("set threads=two")?.diagnostic?.code == .badValue)
    #expect(engine.execute("set thraeds=2")?.diagnostic?.hint?.contains("threads") == true)
    #expect(text(engine.execute("set threads=2")) == "threads = 2")
    #expect(text(engine.execute("set precision=fp32")) == "precision = fp32")
    let refused = engine.execute("set precision=bf16")?.diagnostic
    #expect(refused?.message.contains("bf16") == true)
    #expect(refused?.hint?.contains("fp32") == true)
  }

  @Test(arguments: CommandCatalog.all.map { $0.signature.verb })
  func helpOfEachCommand(_ verb: String) {
    let engine = Fake.engine()
    #expect(engine.execute("help \(verb)")?.isSuccess == true)
  }

  /// Defaults bind, examples parse, names are told apart, the catalog is sorted.
  @Test(arguments: CommandCatalog.all.map { $0.signature })
  func signatureIsSound(_ signature: Signature) throws {
    let parameters = signature.positionals + signature.options
    #expect(Set(parameters.map(\.name)).count == parameters.count)
    for parameter in parameters {
      if let text = parameter.defaultText { #expect(parameter.accepts(text), "\(parameter.name)") }
    }
    let table = CommandTable(CommandCatalog.all.map { $0.signature })
    for example in signature.examples {
      let line = try ParsedLine.read(
        example.line, table: table, prefixes: false, lookup: { _ in nil })
      #expect(line != nil, "\(example.line)")
    }
  }

  @Test func catalogHasNoVerbTwice() {
    let verbs = CommandCatalog.all.map { $0.signature.verb }
    #expect(Set(verbs).count == verbs.count)
  }
}
