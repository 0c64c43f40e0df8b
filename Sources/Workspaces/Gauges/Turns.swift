import Tensors

/// Things that are timed in turn, A B A B, so that a machine that slows down slows all of them.
public enum Turns {
  /// How long a thing runs in a round at least, s: shorter ones are repeated, for waking threads
  /// alone takes a tenth of a millisecond.
  public static let turn = 3e-4
  /// The least rounds, however long they take.
  private static let least = 9
  /// How long rounds go on until the ratios are stable, s.
  private static let patience = 1.0
  /// A ratio is stable where what its rounds leave open is less than this share of it.
  private static let stable = 0.02

  /// How often each thing runs at least before it counts.
  public static let warmUps = 2

  /// Runs each thing to warm it up, then all in turn, round by round.
  ///
  /// - Parameters:
  ///   - rounds: nil: until the ratios to the first thing are stable, 9 at least, and on from there
  ///     for a second at most.
  ///   - things: each runs once.
  /// - Returns: seconds of each thing.
  public static func measure(
    rounds: Int? = nil, _ things: [() throws -> Void]
  ) throws -> [Sample] {
    var repeats: [Int] = []
    for thing in things {
      // The first run makes room.
      _ = try seconds(of: thing)
      repeats.append(max(1, min(1000, Int(turn / max(try seconds(of: thing), 1e-9)))))
    }
    for (thing, count) in zip(things, repeats) where count > 1 {
      _ = try seconds(of: thing, count)
    }
    var samples = things.map { _ in Sample() }
    let start = ContinuousClock.now
    while !isEnough(samples, rounds, (ContinuousClock.now - start).seconds) {
      for (index, thing) in things.enumerated() {
        samples[index].add(try seconds(of: thing, repeats[index]) / Double(repeats[index]))
      }
    }
    return samples
  }

  private static func seconds(of thing: () throws -> Void, _ repeats: Int = 1) throws -> Double {
    let start = ContinuousClock.now
    for _ in 0..<repeats { try thing() }
    return (ContinuousClock.now - start).seconds
  }

  private static func isEnough(_ samples: [Sample], _ rounds: Int?, _ seconds: Double) -> Bool {
    guard let first = samples.first else { return true }
    let count = first.values.count
    if let rounds { return count >= rounds }
    guard count >= least, seconds < patience else { return count >= least }
    // Looked at seldom: who stops at the first stable look stops too early.
    return count >= 64 && count & (count - 1) == 0
      && samples.dropFirst().allSatisfy { $0.ratio(to: first).openness < stable }
  }
}
