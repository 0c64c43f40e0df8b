import CTurboJPEG
import Tensors

/// Reads JPEG files by libjpeg-turbo. The thin wrapper of its TurboJPEG interface, which reports
/// errors as values.
///
/// Grey pictures have three equal channels; CMYK becomes R = C · K / 255 and so on, with C and K
/// the light that is left, as Adobe stores them. Rotations in the metadata are passed over. Any
/// warning, such as an early end, counts as damage.
enum JPEGPicture {
  /// - Parameter stop: also looked at for the memory that the picture needs.
  static func decode(
    _ bytes: [UInt8], stop: StopFlag? = nil
  ) throws(PictureProblem) -> RasterPicture {
    guard let decoder = tjInitDecompress() else { throw .damaged("one that found no memory") }
    defer { tjDestroy(decoder) }
    var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let isRead = bytes.withUnsafeBufferPointer {
      tjDecompressHeader3(
        decoder, $0.baseAddress, UInt($0.count), &width, &height, &sampling, &colours)
    }
    guard isRead == 0, width > 0, height > 0 else { throw .damaged("a damaged JPEG") }
    guard Int(width) * Int(height) <= RasterPicture.limit else { throw .tooLarge }
    let pixels = Int(width) * Int(height)
    let isInk = [TJCS_CMYK.rawValue, TJCS_YCCK.rawValue].contains(UInt32(colours))
    let marks = JPEGMarks(bytes)
    let channels = isInk ? 4 : 3
    // A progressive picture is held whole, as coefficients of two bytes.
    let needed = pixels * (channels + 3 + (marks.isProgressive ? 2 * channels : 0))
    guard stop.holds(needed) else { throw .interrupted }
    var output = [UInt8](repeating: 0, count: pixels * channels)
    let flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING
    let format = isInk ? TJPF_CMYK.rawValue : TJPF_RGB.rawValue
    let isDecoded = bytes.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer {
        tjDecompress2(
          decoder, input.baseAddress, UInt(input.count), $0.baseAddress, width, 0, height,
          Int32(format), flags)
      }
    }
    guard isDecoded == 0 else { throw .damaged("a damaged JPEG") }
    return RasterPicture(
      width: Int(width), height: Int(height),
      bytes: isInk ? light(output, isInverted: marks.isOfAdobe) : output)
  }

  /// Red, green and blue of inks.
  private static func light(_ inks: [UInt8], isInverted: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(inks.count / 4 * 3)
    for start in stride(from: 0, to: inks.count - 3, by: 4) {
      let black = Int(isInverted ? inks[start + 3] : 255 - inks[start + 3])
      for index in start..<start + 3 {
        let ink = Int(isInverted ? inks[index] : 255 - inks[index])
        bytes.append(UInt8((ink * black + 127) / 255))
      }
    }
    return bytes
  }
}

/// What the segments before the first scan say (ITU T.81, 1992, annex B).
struct JPEGMarks: Sendable {
  /// Whether it comes in scans that refine each other.
  private(set) var isProgressive = false
  /// Whether Adobe's segment is there: inks are then stored as the light that is left.
  private(set) var isOfAdobe = false

  init(_ bytes: [UInt8]) {
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xFF {
      let mark = bytes[at + 1]
      if mark == 0xFF {
        at += 1
        continue
      }
      if mark == 0xDA || mark == 0xD9 { return }
      if mark == 0x01 || (0xD0...0xD8).contains(mark) {
        at += 2
        continue
      }
      if [0xC2, 0xC6, 0xCA, 0xCE].contains(mark) { isProgressive = true }
      if mark == 0xEE, bytes[(at + 4)...].starts(with: Array("Adobe".utf8)) { isOfAdobe = true }
      at += 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
    }
  }
}
