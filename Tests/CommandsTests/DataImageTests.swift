import Language
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions

/// `data image=`: records of the data, as they are shown.
@Suite struct DataImageTests {
  @Test func anImageOfTheDataIsShownWithItsClass() throws {
    let engine = Engine.after(["data shapes train=40 test=20"])
    let turn = try #require(engine.execute("data image=3"))
    let report = try #require(turn.report)
    let lines = RecordingText.lines(turn)
    #expect(lines.allSatisfy { $0.kind == .reproducible })
    #expect(lines.count == 1 + 8)
    #expect(lines[0].text.hasPrefix("test image 3 of shapes: ‘"))
    #expect(
      report["label"].map { "\($0)" }.map { lines[0].text.contains($0.dropFirst().dropLast()) }
        == true)
    guard case .array(let values)? = report["values"] else { Issue.record("no values"); return }
    #expect(values.count == 256)
    let coloured = TextRenderer(width: 80, colour: Colour(isOn: true)).text(report)
    #expect(coloured.contains("▀") && !TextRenderer(width: 80).text(report).contains("▀"))
    #expect(engine.execute("data image=3 split=train")?.report?["values"] != report["values"])
  }

  @Test func aPointIsShownAmongOthers() throws {
    let engine = Engine.after(["data moons train=40 test=20"])
    let turn = try #require(engine.execute("data image=19"))
    let lines = RecordingText.lines(turn)
    #expect(lines[0].text.hasPrefix("test point 19 of moons: ‘"))
    #expect(lines[1].text.hasPrefix("features: "))
    #expect(lines.contains { $0.kind == .volatile && $0.text.contains("● point 19") })
  }

  @Test func mistakesPointAtWhatWasTyped() throws {
    let engine = Engine.after(["data moons train=40 test=20"])
    for (line, code) in [
      ("data image=20", "no-image"), ("data image=0 split=validation", "no-split"),
      ("data split=train", "missing-argument"), ("data batch=64", "bad-value"),
      ("data moons image=1", "bad-value"),
    ] {
      let error = try #require(engine.execute(line)?.diagnostic, "\(line)")
      #expect("\(error.code)" == code && error.hint != nil && error.span != nil, "\(line)")
    }
    #expect(Engine().execute("data image=0")?.diagnostic?.code == .noData)
    // Looking is no change that ‘undo’ would take back.
    _ = engine.execute("seed 3")
    for line in ["data", "data image=1", "optimizer", "checkpoint"] { _ = engine.execute(line) }
    #expect(engine.execute("undo")?.report?["undone"] == ["seed 3"])
  }
}
