import Language
import Testing

@testable import Reports

/// Pictures in characters, grey and in colour.
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
}
