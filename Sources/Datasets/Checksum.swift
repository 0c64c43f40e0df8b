import Tensors

/// A 64-bit checksum of loaded data that stays the same on every machine and in every version.
///
/// Words of eight bytes, least significant first, go through h ← ((h ⊕ w) · φ), h ← h ⊕ h / 2²⁹
/// with φ = 0x9E3779B97F4A7C15; the end is the finalizer of SplitMix64. It finds mistakes, not
/// malice.
public struct Checksum: Sendable {
  private var state: UInt64 = 0x51_7C_C1_B7_27_22_0A_95

  /// The checksum of nothing.
  public init() {}

  /// The checksum of everything added so far.
  public var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// Adds one word.
  public mutating func add(_ word: UInt64) {
    let mixed = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    state = mixed ^ mixed >> 29
  }

  /// Adds a size or an index.
  public mutating func add(_ number: Int) { add(UInt64(truncatingIfNeeded: number)) }

  /// Adds bytes, their number first.
  public mutating func add(_ bytes: [UInt8]) {
    add(bytes.count)
    addWords(bytes)
  }

  /// Adds bytes without their number; those of a longer run may come in pieces of whole words.
  mutating func addWords(_ bytes: [UInt8]) {
    let whole = bytes.count / 8 * 8
    var at = 0
    while at < whole {
      let low =
        UInt64(bytes[at]) | UInt64(bytes[at + 1]) << 8 | UInt64(bytes[at + 2]) << 16
        | UInt64(bytes[at + 3]) << 24
      let high =
        UInt64(bytes[at + 4]) | UInt64(bytes[at + 5]) << 8 | UInt64(bytes[at + 6]) << 16
        | UInt64(bytes[at + 7]) << 24
      add(low | high << 32)
      at += 8
    }
    for index in whole..<bytes.count { add(UInt64(bytes[index])) }
  }

  /// Adds numbers by their bit patterns, their count first.
  public mutating func add(_ numbers: [Float]) {
    add(numbers.count)
    for number in numbers { add(UInt64(number.bitPattern)) }
  }

  /// Adds text as UTF-8.
  public mutating func add(_ text: String) { add(Array(text.utf8)) }

  /// Adds the shape, targets and values of a part.
  ///
  /// - Parameter stop: ends the work early where it is raised; the sum is then of no use.
  public mutating func add(_ examples: Examples, stop: StopFlag? = nil) {
    add(examples.shape.channels)
    add(examples.shape.height)
    add(examples.shape.width)
    add(examples.targets)
    switch examples.pixels {
    case .bytes(let values): add(values)
    case .reals(let values): add(values)
    case .mapped(let records):
      add(records.count * records.size)
      records.eachPiece(stop: stop) { addWords($0) }
    }
  }
}

extension Checksum: Hashable {
  public static func == (one: Checksum, other: Checksum) -> Bool { one.value == other.value }

  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Checksum: CustomStringConvertible {
  /// 16 hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
