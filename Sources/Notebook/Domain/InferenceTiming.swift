import Networks
import Tensors

/// Measured time of a batch through a network in evaluation.
struct InferenceTiming {
  /// Seconds a batch.
  var median: Double
  /// Half the distance between the quartiles.
  var spread: Double

  /// - Parameter rounds: after one to warm up; medians need a few.
  static func measure(_ network: Network, batch: Int, rounds: Int = 7) -> InferenceTiming {
    let generator = Generator(seed: 1, stream: .trial)
    let shape = network.graph.input
    let images = Activations(
      batch, shape, images: (0..<batch * shape.size).map { generator.normal($0) })
    var times: [Double] = []
    for round in 0...rounds {
      let start = ContinuousClock.now
      _ = try? network.forward(images, mode: .evaluation)
      let elapsed = ContinuousClock.now - start
      guard round > 0 else { continue }
      times.append(
        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    }
    times.sort()
    return InferenceTiming(
      median: times[times.count / 2],
      spread: (times[times.count * 3 / 4] - times[times.count / 4]) / 2)
  }
}
