import CZlib

/// The words by which a PNG file of ours is known: a chunk `tEXt` with the keyword Software after
/// the header, as the PNG specification (W3C, 2003, 11.3.4) has it.
enum PNGMark {
  /// Signature and the chunk IHDR.
  private static let headerLength = 8 + 12 + 13

  private static let chunk: [UInt8] = {
    let kind = Array("tEXt".utf8)
    let text = Array("Software".utf8) + [0] + Array("pollard".utf8)
    let sum = UInt32(truncatingIfNeeded: crc32(0, kind + text, UInt32(kind.count + text.count)))
    return word(UInt32(text.count)) + kind + text + word(sum)
  }()

  /// Most significant byte first.
  private static func word(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The file with its mark.
  static func marked(_ png: [UInt8]) -> [UInt8] {
    guard png.count >= headerLength else { return png }
    return png[..<headerLength] + chunk + png[headerLength...]
  }

  static func isMarked(_ opening: [UInt8]) -> Bool {
    opening.count >= headerLength + chunk.count
      && opening.starts(with: [0x89, 0x50, 0x4E, 0x47])
      && opening[headerLength...].starts(with: chunk)
  }
}
