/// A checksum of texts, which tells whether they are the same (FNV-1a, 64 bits).
public struct Fingerprint: Hashable, Sendable {
  private(set) public var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Of no text.
  public init() {}

  /// Of the texts, in their order.
  public init(_ texts: some Sequence<String>) {
    for text in texts { add(text) }
  }

  /// Adds a text, of which its end counts too.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { mix(byte) }
    mix(0)
  }

  private mutating func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// 16 digits, 0 to f.
  public var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
