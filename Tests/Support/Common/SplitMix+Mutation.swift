import Foundation

extension SplitMix {
  /// What fuzzing tests multiply their rounds by: POLLARD_FUZZ, for the long checks, or 1.
  package static let rounds =
    max(1, Int(ProcessInfo.processInfo.environment["POLLARD_FUZZ"] ?? "") ?? 1)

  /// Up to six changes: bytes that are flipped, replaced, put in, doubled, left out, or cut off.
  /// One in four is near the start, where headers are.
  package mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...below(6) {
      let at = below(below(4) == 0 ? min(24, bytes.count + 1) : bytes.count + 1)
      let byte = below(2) == 0 ? one(of: Self.special) : UInt8(below(256))
      switch below(9) {
      case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(below(8))
      case 1 where at < bytes.count: bytes[at] = byte
      case 2: bytes.insert(byte, at: at)
      case 3: bytes.insert(contentsOf: [UInt8](repeating: byte, count: below(256)), at: at)
      case 4: bytes.insert(contentsOf: bytes.prefix(at).suffix(below(40)), at: at)
      case 5: bytes.insert(contentsOf: bytes[at...].prefix(below(12)), at: at)
      case 6: bytes.removeSubrange(at..<min(bytes.count, at + below(8)))
      case 7 where below(4) == 0: bytes.removeSubrange(at...)
      default: if at < bytes.count { bytes.remove(at: at) }
      }
    }
    return bytes
  }

  /// The same for a text; what is no UTF-8 is replaced.
  package mutating func mutate(_ text: String) -> String {
    String(decoding: mutate(Array(text.utf8)), as: UTF8.self)
  }

  /// Bytes that mean something to some reader.
  private static let special =
    Array("\"$\\#=%[]{},-*x0\n\r\t >|~!é".utf8) + [0, 1, 0x1B, 0x7F, 0x80, 0xFF]
}
