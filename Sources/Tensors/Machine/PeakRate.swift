import Kernels

/// The rate that multiply-adds reach when nothing but arithmetic stands in their way.
public enum PeakRate {
  /// FLOPs a second of all threads together, measured now: multiply-adds in registers, two FLOPs
  /// each, the best of `rounds` tries of about a hundredth of a second.
  public static func measured(rounds: Int = 5) -> Double {
    let steps = 500_000
    let flops = Double(steps * Int(KERNEL_PEAK_CHAINS) * lanes * 2)
    var best = 0.0
    for _ in 0..<rounds {
      let threads = Processor.threads
      let start = ContinuousClock.now
      Processor.parallel(threads) { _ in _ = Processor.kernels.peak(Int64(steps)) }
      best = max(best, flops * Double(threads) / (ContinuousClock.now - start).seconds)
    }
    return best
  }
}
