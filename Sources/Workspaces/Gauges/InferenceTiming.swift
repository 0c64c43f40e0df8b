import Networks
import Tensors

/// Measured time of a batch through a network in evaluation.
public struct InferenceTiming {
  /// Of a batch.
  private var time: TimeSample
  /// Which of the two ways to fill the lanes was timed.
  public var path: Path
  /// Layers that have no form for few images and run with most lanes empty.
  public var inLanes: [String]

  /// Seconds a batch.
  public var median: Double { time.median }
  /// Half the distance between the quartiles, seconds.
  public var spread: Double { time.spread }

  /// How the batch was run.
  public enum Path: String {
    /// Neighbouring positions of one image in the lanes: fewer than 16 images.
    case pixels
    /// 16 images in the lanes.
    case images
  }

  /// - Parameter rounds: after one to warm up; medians need a few.
  public static func measure(
    _ network: Network, batch: Int, rounds: Int = 7, stop: StopFlag
  ) throws -> InferenceTiming {
    try measure([network], batch: batch, rounds: rounds, stop: stop)[0]
  }

  /// Seconds that a round takes at least: waking threads alone takes a tenth of a millisecond.
  private static let shortest = 2e-3

  /// Several networks in turn, so that a machine that slows down slows all of them.
  public static func measure(
    _ networks: [Network], batch: Int, rounds: Int = 7, stop: StopFlag
  ) throws -> [InferenceTiming] {
    let loads = try networks.map { try InferenceLoad($0, batch: batch, stop: stop) }
    var times: [[Double]] = loads.map { _ in [] }
    // The first runs warm up, and tell how often a short one has to be repeated.
    var repeats = loads.map { _ in 1 }
    for round in 0...rounds {
      for (index, load) in loads.enumerated() {
        let start = ContinuousClock.now
        for _ in 0..<repeats[index] { try load.run(stop) }
        let each = (ContinuousClock.now - start).seconds / Double(repeats[index])
        if round == 0 {
          repeats[index] = max(1, min(1000, Int(shortest / max(each, 1e-9))))
        } else {
          times[index].append(each)
        }
      }
    }
    return zip(times, loads).map {
      InferenceTiming(time: TimeSample($0), path: $1.path, inLanes: $1.inLanes)
    }
  }
}
