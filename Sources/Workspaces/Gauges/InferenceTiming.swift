import Networks
import Tensors

/// Measured time of a batch through a network in evaluation.
public struct InferenceTiming {
  /// Seconds a batch, round by round.
  public let seconds: Sample
  /// Which of the two ways to fill the lanes was timed.
  public let path: Path
  /// Layers that have no form for few images and run with most lanes empty.
  public let inLanes: [String]

  /// How the batch was run.
  public enum Path: String {
    /// Neighbouring positions of one image in the lanes: fewer than 16 images.
    case pixels
    /// 16 images in the lanes.
    case images
  }

  /// Several networks in turn, all warm.
  ///
  /// - Parameter rounds: nil: until their ratios to the first are stable.
  public static func measure(
    _ networks: [Network], batch: Int, rounds: Int? = nil, stop: StopFlag
  ) throws -> [InferenceTiming] {
    let loads = try networks.map { try InferenceLoad($0, batch: batch, stop: stop) }
    let samples = try Turns.measure(rounds: rounds, loads.map { load in { try load.run(stop) } })
    return zip(samples, loads).map {
      InferenceTiming(seconds: $0, path: $1.path, inLanes: $1.inLanes)
    }
  }
}
