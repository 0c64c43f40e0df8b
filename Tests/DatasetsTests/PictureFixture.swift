import CTurboJPEG
import CZlib
import Foundation
import TestSupport

@testable import Datasets

/// Small pictures in the forms that files have.
enum PictureFixture {
  /// PNG's kinds of pixels, by the number that the header has.
  enum Kind: UInt8 { case grey = 0, colour = 2, palette = 3, greyAlpha = 4, colourAlpha = 6 }

  /// A PNG of raw rows, `rows` of them with as many bytes each.
  static func png(
    _ width: Int, _ height: Int, _ kind: Kind, depth: UInt8 = 8, rows: [[UInt8]],
    palette: [UInt8]? = nil, isInterlaced: Bool = false
  ) -> [UInt8] {
    let head = big(width) + big(height) + [depth, kind.rawValue, 0, 0, isInterlaced ? 1 : 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", head)
      + (palette.map { chunk("PLTE", $0) } ?? [])
      + chunk("IDAT", packed(rows.flatMap { [0] + $0 })) + chunk("IEND", [])
  }

  /// A PNG of red, green and blue.
  static func png(_ picture: RasterPicture) -> [UInt8] {
    let stride = 3 * picture.width
    return png(
      picture.width, picture.height, .colour,
      rows: (0..<picture.height).map { Array(picture.bytes[$0 * stride..<($0 + 1) * stride]) })
  }

  /// A JPEG of red, green and blue, or of four inks.
  static func jpeg(
    _ width: Int, _ height: Int, _ bytes: [UInt8], inks: Bool = false, grey: Bool = false,
    flags: Int32 = 0
  ) -> [UInt8] {
    let encoder = tjInitCompress()
    defer { tjDestroy(encoder) }
    var output: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    defer { tjFree(output) }
    tjCompress2(
      encoder, bytes, Int32(width), 0, Int32(height),
      Int32((inks ? TJPF_CMYK : TJPF_RGB).rawValue), &output, &size,
      Int32((grey ? TJSAMP_GRAY : TJSAMP_444).rawValue), 98, flags)
    return Array(UnsafeBufferPointer(start: output, count: Int(size)))
  }

  /// A picture whose colours go slowly from one side to the other.
  static func slope(_ width: Int, _ height: Int, shift: Int = 0) -> RasterPicture {
    var bytes: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        bytes += [
          UInt8((column * 200 / width + shift) % 256), UInt8((row * 200 / height + shift) % 256),
          UInt8((40 + shift) % 256),
        ]
      }
    }
    return RasterPicture(width: width, height: height, bytes: bytes)
  }

  /// A picture of bytes that have nothing to do with each other.
  static func noise(_ width: Int, _ height: Int, seed: UInt64 = 1) -> RasterPicture {
    RasterPicture(
      width: width, height: height, bytes: Fixture.bytes(3 * width * height, seed: seed))
  }

  /// A folder for each class in `place`, with as many pictures of 8x6 each as `counts` says.
  @discardableResult
  static func classes(
    _ folder: Scratch, _ place: String = "", counts: [String: Int], type: String = "png"
  ) throws -> Scratch {
    for (name, count) in counts {
      let path = place.isEmpty ? name : "\(place)/\(name)"
      try FileManager.default.createDirectory(
        atPath: folder.file(path), withIntermediateDirectories: true)
      for index in 0..<count {
        let picture = slope(8, 6, shift: 7 * index + name.utf8.reduce(0) { $0 + Int($1) })
        try folder.file(
          "\(path)/\(index).\(type)",
          type == "png" ? png(picture) : jpeg(8, 6, picture.bytes))
      }
    }
    return folder
  }

  static func big(_ value: Int) -> [UInt8] { Fixture.word(value) }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return big(content.count) + body + big(Int(crc32_z(0, body, body.count)))
  }

  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(size))
    compress2(&output, &size, bytes, UInt(bytes.count), 9)
    return Array(output[..<Int(size)])
  }
}
