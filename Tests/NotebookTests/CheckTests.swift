import Foundation
import Language
import Tensors
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

@Suite struct CheckTests {
  private func check(_ text: String, exactly: Bool = false, seed: UInt64? = nil) -> SessionCheck {
    .of(text, Fake.commands(), exactly: exactly, seed: seed)
  }

  private static let recorded = """
    #! pollard session 1
    #! seed: 5
    #! arithmetic: ARITHMETIC
    > work 2
    | loss 0.1429  accuracy 85.7 %  done 2
    ~ took 99 s, which nobody compares
    > break
    ! error: it broke
    > look
    | done 2

    """

  private func session(_ arithmetic: String = "fma-3", _ edits: (String, String)...) -> String {
    var text = Self.recorded.replacing("ARITHMETIC", with: arithmetic)
    for (old, new) in edits { text = text.replacing(old, with: new) }
    return text
  }

  @Test func identical() {
    let result = check(session())
    #expect(result.isSame, "\(result.lines)")
    #expect(result.held == ["identical": 4])
    #expect(result.lines[0].hasSuffix("3 cells, 4 numbers, identical (fma-3)"))
  }

  @Test func sameArithmeticMeansSameDigits() {
    let result = check(session("fma-3", ("0.1429", "0.1430")))
    #expect(result.differences.count == 1)
    #expect(result.differences.first?.cell == 1)
    #expect(result.differences.first?.line == 4)
    #expect(result.differences.first?.distance == "0.0001 (0.07 %)")
    #expect(result.lines.contains("    expected | loss 0.1430  accuracy 85.7 %  done 2"))
  }

  @Test func toleranceOnAnotherArithmetic() {
    #expect(check(session("sse-0", ("0.1429", "0.1310"), ("85.7", "87.6"))).isSame)
    let loss = check(session("sse-0", ("0.1429", "0.1210")))
    #expect(loss.differences.first?.rule == "loss, within 10 %")
    let accuracy = check(session("sse-0", ("85.7", "88.0")))
    #expect(accuracy.differences.first?.rule == "accuracy, within 2 points")
    #expect(accuracy.differences.first?.distance == "2.30 points")
    let derived = check(session("sse-0", ("done 2\n~", "done 3\n~")))
    #expect(derived.differences.first?.rule == "derived, exact")
    #expect(!check(session("sse-0", ("0.1429", "0.1430")), exactly: true).isSame)
  }

  @Test func errorsAreExpected() {
    #expect(check(session("fma-3", ("! error: it broke", "! error: …"))).isSame)
    let other = check(session("fma-3", ("! error: it broke", "! error: it melted")))
    #expect(other.differences.first?.rule == "the same error")
    let none = check(session("fma-3", ("> break\n! error: it broke\n", "> break\n")))
    #expect(none.differences.first?.rule == "no error was recorded")
    let cured = check(session("fma-3", ("> break", "> work 0")))
    #expect(cured.differences.first?.rule == "an expected error")
  }

  @Test func missingLinesAreDifferences() {
    #expect(!check(session("fma-3", ("| done 2\n", ""))).isSame)
    #expect(!check(session("sse-0", ("| done 2\n", "| done 2\n| more\n"))).isSame)
  }

  /// All are counted; of each cell the first three are shown.
  @Test func manyDifferences() {
    let result = check("#! pollard session 1\n> look\n| a\n| b\n| c\n| d\n| e\n> look\n| f\n")
    #expect(result.differences.count == 6)
    #expect(result.lines.first?.hasSuffix(": 6 differences") == true)
    #expect(result.lines.count { $0.hasPrefix("  cell 1") } == 3)
    #expect(result.lines.contains("  and 2 more in this cell"))
    #expect(result.lines.count { $0.hasPrefix("  cell 2") } == 1)
  }

  @Test func errorsNameTheFileOnce() {
    let result = check("#! pollard session 1\n| x\n")
    #expect(result.lines.first?.components(separatedBy: "a.pollard").count == 2)
    #expect(check("work 2\n").lines.last?.hasPrefix("  hint: record it first") == true)
  }

  @Test func missingData() {
    let result = check("#! pollard session 1\n> break data\n| x\n")
    guard case .missingData(let diagnostic) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(diagnostic.message == "‘break data’: fashion-mnist is not on this machine")
    #expect(result.lines.count == 1)
  }

  @Test func scriptsCannotBeChecked() {
    guard case .failed(let diagnostic) = check("work 2\n").outcome else {
      Issue.record("a script was checked")
      return
    }
    #expect(diagnostic.code == "not-recorded")
  }

  /// Recording would refuse it too, so that is no way out.
  @Test(arguments: ["", "#!/bin/sh\n# a comment\n"])
  func whatHasNoLineIsNoScript(_ text: String) {
    guard case .failed(let diagnostic) = check(text).outcome else {
      Issue.record("a file without a line was checked")
      return
    }
    #expect(diagnostic.message.contains("has no line to run"))
    #expect(diagnostic.hint?.contains("record") == false)
  }

  @Test func recording() throws {
    let scratch = Scratch()
    let path = scratch.file("s", "# Note.\nwork 2\n\nlook\n")
    func rerun() throws -> SessionRerun {
      try SessionRerun(
        path, Fake.commands(), configuration: EngineConfiguration(), seed: 5, stop: StopFlag(),
        progress: SilentProgress())
    }
    guard case .written(let cells, true) = try SessionRecording.run(rerun(), warn: { _ in }) else {
      Issue.record("not written")
      return
    }
    #expect(cells == 2)
    let text = scratch.read("s")
    #expect(text.hasPrefix("#! pollard session 1\n#! version: "))
    #expect(text.contains("\n# Note.\n> work 2\n| loss 0.1429  accuracy 85.7 %  done 2\n~ took"))
    guard case .written(_, false) = try SessionRecording.run(rerun(), warn: { _ in }) else {
      Issue.record("the second recording differs")
      return
    }
    #expect(check(text).isSame)
    _ = scratch.file("s", "work 2\nlook quit\nbreak\n")
    guard case .written(2, true) = try SessionRecording.run(rerun(), warn: { _ in }) else {
      Issue.record("went on behind ‘look quit’")
      return
    }
    #expect(scratch.read("s").hasSuffix("\n> look quit\n| done 2\n> break\n"))
    _ = scratch.file("s", "work 2\nbreak\n")
    guard case .failed(let diagnostic, _, 2) = try SessionRecording.run(rerun(), warn: { _ in })
    else {
      Issue.record("not failed")
      return
    }
    #expect(diagnostic.code == "broken")
    #expect(scratch.read("s") == "work 2\nbreak\n")
  }

  @Test func differences() throws {
    let left = try SessionFile.parse(session(), name: "a")
    #expect(SessionDifference.first(left, left) == nil)
    let noise = session("other", ("99 s", "1 s"), ("> work 2", "# prose\n> work 2"))
    #expect(SessionDifference.first(left, try SessionFile.parse(noise, name: "b")) == nil)
    let right = try SessionFile.parse(session("fma-3", ("0.1429", "0.1500")), name: "b")
    let found = try #require(SessionDifference.first(left, right))
    #expect(found.cell == 1)
    #expect(found.distance == "0.0071 (4.97 %)")
    let shorter = try SessionFile.parse(
      session("fma-3", ("> look\n| done 2\n", "")), name: "b")
    #expect(SessionDifference.first(left, shorter)?.texts == ["> look", nil])
  }
}
