import Kernels

/// The rate that multiply-adds reach when nothing but arithmetic stands in their way.
public enum PeakRate {
  private static let steps = 500_000

  /// FLOPs of one try, all threads together, two a multiply-add.
  public static var operations: Double {
    Double(steps * Int(KERNEL_PEAK_CHAINS) * lanes * 2 * Processor.threads)
  }

  /// One try, of about a hundredth of a second: multiply-adds in registers.
  public static func run() {
    Processor.parallel(Processor.threads) { _ in _ = Processor.kernels.peak(Int64(steps)) }
  }

  /// FLOPs a second, measured now, the best of `rounds` tries.
  public static func measured(rounds: Int = 5) -> Double {
    var best = 0.0
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      run()
      best = max(best, operations / (ContinuousClock.now - start).seconds)
    }
    return best
  }
}
