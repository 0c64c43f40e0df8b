import Networks
import Tensors

/// Measured time of a batch through a network in evaluation.
struct InferenceTiming {
  /// Of a batch.
  private var time: TimeSample
  var path: Path

  /// Seconds a batch.
  var median: Double { time.median }
  /// Half the distance between the quartiles, seconds.
  var spread: Double { time.spread }

  /// How the batch was run.
  enum Path: String {
    /// Neighbouring positions of one image in the lanes: fewer than 16 images.
    case pixels
    /// 16 images in the lanes.
    case images
  }

  /// - Parameter rounds: after one to warm up; medians need a few.
  static func measure(
    _ network: Network, batch: Int, rounds: Int = 7, stop: StopFlag
  ) throws -> InferenceTiming {
    let generator = Generator(seed: 1, stream: .trial)
    let shape = network.graph.input
    let images = (0..<batch * shape.size).map { generator.normal($0) }
    let inference = batch < Inference.limit ? try? Inference(network) : nil
    let lanes = inference == nil ? Activations(batch, shape, images: images) : nil
    var times: [Double] = []
    for round in 0...rounds {
      let start = ContinuousClock.now
      if let inference {
        if stop.isRaised { throw Interruption() }
        _ = inference.run(images, count: batch)
      } else if let lanes {
        _ = try network.outputs(of: lanes, stop: stop)
      }
      let elapsed = ContinuousClock.now - start
      guard round > 0 else { continue }
      times.append(elapsed.seconds)
    }
    return InferenceTiming(
      time: TimeSample(times), path: inference == nil ? .images : .pixels)
  }
}
