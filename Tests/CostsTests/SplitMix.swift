import Costs

/// A small generator for property tests, the same numbers everywhere (Steele, Lea and Flood,
/// OOPSLA 2014).
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// In 0 ..< 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Double(bits >> 11) / 9_007_199_254_740_992
  }

  /// A layer between tiny and huge, each count on its own.
  mutating func work() -> Work {
    Work(
      multiplyAdds: count(1e9), connections: count(1e7), parameters: count(1e7),
      inputElements: count(1e6), outputElements: count(1e6), weightElements: count(1e7),
      vectorOperations: count(1e6))
  }

  /// One larger work for each count.
  mutating func growths(of work: Work) -> [Work] {
    let fields: [WritableKeyPath<Work, Double>] = [
      \.multiplyAdds, \.connections, \.parameters, \.inputElements, \.outputElements,
      \.weightElements, \.vectorOperations,
    ]
    return fields.map { field in
      var more = work
      more[keyPath: field] += count(1e6)
      return more
    }
  }

  /// Squared, so that small counts are common.
  private mutating func count(_ limit: Double) -> Double {
    let share = unit()
    return 1 + (limit * share * share).rounded()
  }
}
