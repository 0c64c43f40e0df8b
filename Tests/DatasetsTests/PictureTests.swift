import CTurboJPEG
import TestSupport
import Testing

@testable import Datasets

/// What the two readers make of every form of picture, and the scaling.
@Suite struct PictureTests {
  private typealias Make = PictureFixture

  private func colours(_ bytes: [UInt8]) throws -> [UInt8] { try PictureFile.decode(bytes).bytes }

  @Test func pngColoursComeAsTheyAre() throws {
    let picture = Make.noise(5, 3)
    #expect(try PictureFile.decode(Make.png(picture)) == picture)
    let grey = Make.png(3, 1, .grey, rows: [[0, 100, 255]])
    #expect(try colours(grey) == [0, 0, 0, 100, 100, 100, 255, 255, 255])
    let bits = Make.png(4, 1, .grey, depth: 1, rows: [[0b0101_0000]])
    #expect(try colours(bits) == [0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255])
    let palette = Make.png(2, 1, .palette, rows: [[1, 0]], palette: [9, 8, 7, 200, 100, 50])
    #expect(try colours(palette) == [200, 100, 50, 9, 8, 7])
  }

  @Test func transparencyLiesOnWhite() throws {
    let colour = Make.png(
      3, 1, .colourAlpha, rows: [[10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128]])
    let bytes = try colours(colour)
    #expect(Array(bytes[..<6]) == [10, 20, 30, 255, 255, 255])
    // Half of black over white, mixed as light: between the plain mean and white.
    #expect((128...200).contains(bytes[6]) && bytes[6] == bytes[7])
    let grey = Make.png(2, 1, .greyAlpha, rows: [[7, 255, 7, 0]])
    #expect(try colours(grey) == [7, 7, 7, 255, 255, 255])
  }

  @Test func sixteenBitsBecomeEight() throws {
    let rows: [[UInt8]] = [[0, 0, 0x80, 0x80, 0xFF, 0xFF, 0x12, 0x12, 0x34, 0x34, 0x56, 0x56]]
    #expect(
      try colours(Make.png(2, 1, .colour, depth: 16, rows: rows))
        == [0, 0x80, 0xFF, 0x12, 0x34, 0x56])
    let grey = Make.png(2, 1, .grey, depth: 16, rows: [[0x40, 0x40, 0xC0, 0xC0]])
    #expect(try colours(grey) == [0x40, 0x40, 0x40, 0xC0, 0xC0, 0xC0])
  }

  /// The seven passes of Adam7 (ISO 15948) over a picture of 9 by 10.
  @Test func interlacedPicturesAreWhole() throws {
    let picture = Make.noise(9, 10)
    var rows: [[UInt8]] = []
    for (row, column, down, across) in [
      (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
      (1, 0, 2, 1),
    ] {
      for y in stride(from: row, to: picture.height, by: down) {
        rows.append(
          stride(from: column, to: picture.width, by: across).flatMap { x in
            picture.bytes[3 * (y * picture.width + x)..<3 * (y * picture.width + x) + 3]
          })
      }
    }
    let bytes = Make.png(9, 10, .colour, rows: rows.filter { !$0.isEmpty }, isInterlaced: true)
    #expect(try PictureFile.decode(bytes) == picture)
  }

  private func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    one.count == other.count ? zip(one, other).map { abs(Int($0) - Int($1)) }.max() ?? 0 : 256
  }

  @Test func jpegOfEveryKind() throws {
    let picture = Make.slope(40, 24)
    for flags in [0, TJFLAG_PROGRESSIVE] {
      let found = try PictureFile.decode(Make.jpeg(40, 24, picture.bytes, flags: flags))
      #expect(found.width == 40 && found.height == 24)
      #expect(distance(found.bytes, picture.bytes) <= 6)
    }
    let grey = try colours(Make.jpeg(40, 24, picture.bytes, grey: true))
    #expect(stride(from: 0, to: grey.count, by: 3).allSatisfy { grey[$0] == grey[$0 + 2] })
    // Inks as Adobe stores them: what is left of the light.
    let inks = (0..<40 * 24).flatMap { place -> [UInt8] in
      Array(picture.bytes[3 * place..<3 * place + 3]) + [255]
    }
    let printed = Make.jpeg(40, 24, inks, inks: true)
    #expect(JPEGMarks(printed).isOfAdobe)
    #expect(distance(try colours(printed), picture.bytes) <= 8)
    #expect(
      JPEGMarks(Make.jpeg(8, 8, Make.slope(8, 8).bytes, flags: TJFLAG_PROGRESSIVE)).isProgressive)
    #expect(!JPEGMarks(Make.jpeg(8, 8, Make.slope(8, 8).bytes)).isProgressive)
  }

  /// Every share of every pixel that an area covers, in double precision, one after the other.
  private func average(_ picture: RasterPicture, _ size: Int) -> [Double] {
    let shorter = min(picture.width, picture.height)
    let (left, top) = ((picture.width - shorter) / 2, (picture.height - shorter) / 2)
    let step = Double(shorter) / Double(size)
    var values = [Double](repeating: 0, count: 3 * size * size)
    for row in 0..<size {
      for column in 0..<size {
        for y in 0..<shorter {
          for x in 0..<shorter {
            let high =
              min(Double(row + 1) * step, Double(y + 1)) - max(Double(row) * step, Double(y))
            let wide =
              min(Double(column + 1) * step, Double(x + 1)) - max(Double(column) * step, Double(x))
            guard high > 0, wide > 0 else { continue }
            for channel in 0..<3 {
              values[(channel * size + row) * size + column] +=
                high * wide / (step * step)
                * Double(picture.bytes[3 * ((top + y) * picture.width + left + x) + channel])
            }
          }
        }
      }
    }
    return values
  }

  @Test(arguments: [(8, 8, 4), (9, 7, 3), (7, 13, 5), (30, 20, 7), (5, 5, 1), (16, 31, 15)])
  func shrinkingAverages(width: Int, height: Int, size: Int) {
    let picture = Make.noise(width, height, seed: UInt64(width))
    let found = PictureScale(size: size).apply(to: picture)
    let expected = average(picture, size)
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) { #expect(abs(Double(one) - other) <= 0.501) }
  }

  @Test func sameSizeCopiesAndEnlargingInterpolates() {
    let picture = Make.noise(6, 4)
    let copied = PictureScale(size: 4).apply(to: picture)
    for row in 0..<4 {
      for column in 0..<4 {
        for channel in 0..<3 {
          #expect(
            copied[(channel * 4 + row) * 4 + column]
              == picture.bytes[3 * (row * 6 + 1 + column) + channel])
        }
      }
    }
    let flat = RasterPicture(width: 3, height: 5, bytes: [UInt8](repeating: 77, count: 45))
    #expect(PictureScale(size: 16).apply(to: flat) == [UInt8](repeating: 77, count: 768))
    // Two columns, black and white: 0, a quarter, three quarters, 1 at the centres.
    let pair = RasterPicture(
      width: 2, height: 2, bytes: [0, 0, 0, 200, 200, 200, 0, 0, 0, 200, 200, 200])
    #expect(Array(PictureScale(size: 4).apply(to: pair)[..<4]) == [0, 50, 150, 200])
    let dot = RasterPicture(width: 1, height: 1, bytes: [1, 2, 3])
    #expect(PictureScale(size: 2).apply(to: dot) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
  }

  /// Cut anywhere, an error; changed anywhere, an error or a picture of the same size.
  @Test func damagedFilesAreKnown() throws {
    let picture = Make.slope(12, 9)
    for whole in [
      Make.png(picture), Make.jpeg(12, 9, picture.bytes),
      Make.jpeg(12, 9, picture.bytes, flags: TJFLAG_PROGRESSIVE),
    ] {
      for end in 0..<whole.count - 14 {
        #expect(throws: PictureProblem.self, "\(end)") {
          try PictureFile.decode(Array(whole[..<end]))
        }
      }
      for index in whole.indices {
        var changed = whole
        changed[index] ^= 0xFF
        do throws(PictureProblem) {
          let found = try PictureFile.decode(changed)
          #expect(found.bytes.count == 3 * found.width * found.height)
        } catch {
          #expect(error != .interrupted)
        }
      }
    }
  }

  /// Headers of huge pictures are refused before memory is taken.
  @Test func hugePicturesAreRefused() throws {
    for (width, height) in [
      (20_000, 20_000), (1 << 30, 1 << 30), (100_000_001, 1), (65_535, 65_535),
    ] {
      let bytes = Make.png(width, height, .colour, rows: [[0, 0, 0]])
      #expect(throws: PictureProblem.self) { try PictureFile.decode(bytes) }
    }
    #expect(throws: PictureProblem.tooLarge) {
      try PictureFile.decode(Make.png(10_001, 10_000, .colour, rows: [[0, 0, 0]]))
    }
    var jpeg = Make.jpeg(8, 8, Make.slope(8, 8).bytes)
    let frame = try #require(
      jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0, 0x00, 0x11]) })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0x00, 0xFF, 0x00])
    #expect(throws: PictureProblem.tooLarge) { try PictureFile.decode(jpeg) }
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0x00, 0x20, 0x00])
    #expect(throws: PictureProblem.damaged("a damaged JPEG")) { try PictureFile.decode(jpeg) }
    for other in [[], [0x89], Array("GIF89a".utf8), [0xFF, 0xD8, 0xFF]] as [[UInt8]] {
      #expect(throws: PictureProblem.self) { try PictureFile.decode(other) }
    }
  }
}
