import Language
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions

/// Mutated lines: an answer or an error, never a crash or a hang.
@Suite struct CommandFuzzTests {
  @Test(arguments: 0..<3) func mutatedLines(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed + 100)
    let engine = Fake.engine(beside: CommandCatalog.all)
    _ = engine.execute("network mlp 8 8 input=2 classes=2")
    let lines = [
      "work 3 stop=2", "undo 2", "redo", "param a=$b", "set threads=2", "show seed", "history 1-3",
      "help gate attach", "look # x", "seed 7", "work 2 fail=on", "break bug",
      "why fc1[3,7-9]", "what-if fc1[2] off", "explain", "tour first-network",
    ]
    let writing = ["save", "open", "repl"]
    for _ in 0..<1200 * SplitMix.rounds {
      let line = random.mutate(random.one(of: lines))
      if writing.contains(where: line.contains) { continue }
      guard let turn = engine.execute(line) else { continue }
      _ = JSONRenderer.line(turn)
      if let report = turn.report { _ = TextRenderer(width: 40).text(report) }
    }
    let text = engine.sessionFile.text
    #expect(try SessionFile.parse(text, name: "x").cells.count == engine.sessionFile.cells.count)
  }
}
