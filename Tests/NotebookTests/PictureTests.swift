import Language
import Testing

@testable import Notebook
@testable import Reports
@testable import Sessions

/// Records of the data, as they are shown.
@Suite struct PictureTests {
  private static func pixel(_ level: UInt8) -> Picture.Pixel {
    .init(red: level, green: level, blue: level)
  }

  private let checks = Picture(
    width: 2, height: 3, [0, 255, 255, 255, 255, 0].map { pixel(UInt8($0)) })

  @Test func greyCharactersCoverAsMuchAsTwoPixels() {
    #expect(PictureLayout.grey(checks) == ["+@", "@ "])
    #expect(
      PictureLayout.grey(Picture(width: 10, height: 1, (0..<10).map { Self.pixel(UInt8($0 * 26)) }))
        == [" .:-=+*#%@"])
  }

  @Test func halfBlocksHoldBothPixels() {
    let lines = PictureLayout.coloured(checks, Colour(isOn: true, hasTrueColour: true))
    #expect(
      lines[0]
        == "\u{1B}[38;2;0;0;0;48;2;255;255;255m▀\u{1B}[38;2;255;255;255;48;2;255;255;255m▀\u{1B}[0m"
    )
    #expect(lines[1].hasPrefix("\u{1B}[38;2;255;255;255;49m▀"))
    let few = PictureLayout.coloured(checks, Colour(isOn: true))
    #expect(few[0] == "\u{1B}[38;5;16;48;5;231m▀\u{1B}[38;5;231;48;5;231m▀\u{1B}[0m")
  }

  @Test func coloursOfATerminalAreTheNearest() {
    #expect(Picture.Pixel(red: 255, green: 0, blue: 0).terminalColour == 196)
    #expect(Picture.Pixel(red: 0, green: 95, blue: 135).terminalColour == 24)
    #expect(Self.pixel(128).terminalColour == 244)
    for level in 0...255 {
      #expect((16...255).contains(Self.pixel(UInt8(level)).terminalColour))
    }
  }

  @Test func narrowScreensGetMeansOfWholePixels() {
    let wide = Picture(width: 5, height: 2, [0, 100, 200, 0, 40, 0, 100, 0, 0, 60].map(Self.pixel))
    let small = wide.fitted(to: 3)
    #expect(small.width == 3 && small.height == 1)
    #expect(small.pixels.map(\.red) == [50, 50, 50])
    #expect(wide.fitted(to: 5) == wide)
    #expect(wide.fitted(to: 0).width == 1)
  }

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
