/// Counter-based random numbers: a value is a function of (seed, stream, epoch, index) alone.
///
/// Nothing is consumed, so a twin of a run sees the same weights and batches, work prepared ahead
/// never runs past an undo, and a checkpoint stores a position instead of a state. The mixing is
/// Philox 2x32 with ten rounds (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
/// SC 2011) keyed by seed, stream and epoch.
public struct Generator: Sendable, Hashable {
  /// What the numbers are for; streams never overlap.
  public enum Stream: UInt32, Sendable, CaseIterable {
    case weights = 1
    case order, augmentation, dropout, gates, data, split, trial
  }

  private let key: UInt32

  /// - Parameters:
  ///   - epoch: the epoch, or any other counter that separates sequences (a layer, a batch).
  public init(seed: UInt64, stream: Stream, epoch: UInt64 = 0) {
    var state = seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(stream.rawValue)
    state = Self.finalize(state) ^ epoch &* 0xD1B5_4A32_D192_ED03
    key = UInt32(truncatingIfNeeded: Self.finalize(state) >> 16)
    self.tweak = Self.finalize(state &+ 0xA076_1D64_78BD_642F)
  }

  private let tweak: UInt64

  /// A second sequence of this one, for the `index`-th layer, image or gate.
  public func split(_ index: Int) -> Generator {
    Generator(
      key: key,
      tweak: Self.finalize(
        tweak ^ (UInt64(truncatingIfNeeded: index) &+ 1) &* 0xE703_7ED1_A0B4_28DB))
  }

  private init(key: UInt32, tweak: UInt64) {
    self.key = key ^ UInt32(truncatingIfNeeded: tweak >> 32)
    self.tweak = tweak
  }

  /// 64 random bits at `index`.
  public func bits(_ index: Int) -> UInt64 {
    let counter = UInt64(truncatingIfNeeded: index) ^ tweak
    var low = UInt32(truncatingIfNeeded: counter)
    var high = UInt32(truncatingIfNeeded: counter >> 32)
    var key = self.key
    for _ in 0..<10 {
      let product = UInt64(0xD256_D193) &* UInt64(low)
      low = UInt32(truncatingIfNeeded: product >> 32) ^ key ^ high
      high = UInt32(truncatingIfNeeded: product)
      key = key &+ 0x9E37_79B9
    }
    return UInt64(high) << 32 | UInt64(low)
  }

  /// Uniform in [0, 1), 24 bits, exact in single precision.
  public func uniform(_ index: Int) -> Float {
    Float(bits(index) >> 40) * (1 / 16_777_216)
  }

  /// Uniform over 0 ..< `bound` (multiply-shift; the bias is below bound / 2⁶⁴).
  public func integer(_ index: Int, below bound: Int) -> Int {
    Int(bits(index).multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Normal with mean 0 and variance 1 (Box and Muller, 1958), in double precision with the
  /// project's own logarithm and cosine, so the digits do not depend on a C library.
  public func normal(_ index: Int) -> Float {
    let random = bits(index)
    let radius = (Double(random >> 32) + 1) * (1 / 4_294_967_296)
    let turn = Double(random & 0xFFFF_FFFF) * (1 / 4_294_967_296)
    return Float((-2 * Elementary.log(radius)).squareRoot() * Elementary.cosTurn(turn))
  }

  /// A permutation of 0 ..< `count` (Fisher and Yates).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    var last = count - 1
    while last > 0 {
      order.swapAt(last, integer(last, below: last + 1))
      last -= 1
    }
    return order
  }

  /// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private static func finalize(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
