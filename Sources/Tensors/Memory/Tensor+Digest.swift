extension Tensor {
  /// A number that tells values apart, good for one run of the program: equal tensors have equal
  /// digests, others hardly ever.
  ///
  /// Four chains h ← (h ⊕ bits) · φ over every fourth number, φ = 0x9E3779B97F4A7C15, folded with
  /// the dimensions into `start`.
  public func digest(_ start: UInt64 = 0) -> UInt64 {
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var chains: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    let source = pointer
    let count = self.count
    // Lanes after the last number hold what computing left in them.
    let whole = count / 4 * 4
    var index = 0
    while index < whole {
      chains.0 = (chains.0 ^ UInt64(source[index].bitPattern)) &* factor
      chains.1 = (chains.1 ^ UInt64(source[index + 1].bitPattern)) &* factor
      chains.2 = (chains.2 ^ UInt64(source[index + 2].bitPattern)) &* factor
      chains.3 = (chains.3 ^ UInt64(source[index + 3].bitPattern)) &* factor
      index += 4
    }
    while index < count {
      chains.0 = (chains.0 ^ UInt64(source[index].bitPattern)) &* factor
      index += 1
    }
    var result = start
    func fold(_ word: UInt64) {
      result = (result ^ word) &* factor
      result ^= result >> 29
    }
    for size in dimensions { fold(UInt64(truncatingIfNeeded: size)) }
    for chain in [chains.0, chains.1, chains.2, chains.3] { fold(chain) }
    return result
  }
}
