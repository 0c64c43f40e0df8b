import Glibc

/// The rate at which memory is copied when nothing else stands in its way.
public enum CopyRate {
  /// Bytes read and written a second, all threads together, measured now: the best of `rounds`
  /// copies of `megabytes` MiB.
  public static func measured(megabytes: Int = 64, rounds: Int = 5) -> Double {
    let bytes = max(1, megabytes) << 20
    let from = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let to = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer {
      from.deallocate()
      to.deallocate()
    }
    // Touched first, so that no page is made while the clock runs.
    memset(from, 1, bytes)
    memset(to, 2, bytes)
    var best = 0.0
    for _ in 0..<max(1, rounds) {
      let start = ContinuousClock.now
      Processor.parallelRanges(bytes) { range in
        memcpy(to + range.lowerBound, from + range.lowerBound, range.count)
      }
      best = max(best, 2 * Double(bytes) / (ContinuousClock.now - start).seconds)
    }
    return best
  }
}
