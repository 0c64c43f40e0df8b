/// Philox 2x32 with ten rounds as its paper states it, one round a call (Salmon et al., SC 2011).
enum OracleGenerator {
  static func philox(counter: (UInt32, UInt32), key: UInt32) -> (UInt32, UInt32) {
    var state = counter
    for round in 0..<10 {
      let product = UInt64(state.0) * 0xD256_D193
      let roundKey = key &+ UInt32(round) &* 0x9E37_79B9
      state = (UInt32(product >> 32) ^ roundKey ^ state.1, UInt32(product & 0xFFFF_FFFF))
    }
    return state
  }

  static func finalize(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The bits of `Generator(seed:stream:epoch:)` at `index`.
  static func bits(seed: UInt64, stream: UInt32, epoch: UInt64, index: UInt64) -> UInt64 {
    let start = finalize(seed &+ (0x9E37_79B9_7F4A_7C15 &* UInt64(stream)))
    let state = start ^ (epoch &* 0xD1B5_4A32_D192_ED03)
    let key = UInt32(truncatingIfNeeded: finalize(state) >> 16)
    let counter = index ^ finalize(state &+ 0xA076_1D64_78BD_642F)
    let (low, high) = philox(
      counter: (UInt32(truncatingIfNeeded: counter), UInt32(counter >> 32)), key: key)
    return UInt64(high) << 32 | UInt64(low)
  }
}
