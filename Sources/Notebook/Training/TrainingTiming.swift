import Datasets
import Networks
import Tensors
import Training

/// Measured time of a whole training step: forward, cross entropy, backward, one move of the
/// weights.
enum TrainingTiming {
  /// A loss that is not finite: the weights would not move, and the step would not be whole.
  struct NotFinite: Error {}

  /// Steps of each of `runs` in turn, round by round, on the same random images and labels.
  ///
  /// - Parameters:
  ///   - runs: copies; what was copied stays as it is. Their networks take the same images.
  ///   - rounds: after one to warm up.
  ///   - horizon: along which the learning rate moves; nil for one of these rounds.
  static func measure(
    _ runs: [Run], batch: Int, rounds: Int, settings: OptimizerSettings, horizon: Horizon?,
    stop: StopFlag
  ) throws -> [TimeSample] {
    guard let graph = runs.first?.network.graph else { return [] }
    let data = random(batch, graph.input, classes: graph.output.size)
    let images = data.batch(of: Array(0..<batch), in: data.training)
    let context = StepContext(
      dataset: data, seed: 1, batchSize: batch, stepsPerEpoch: rounds + 1, stop: stop)
    var runs = runs
    var times: [[Double]] = runs.map { _ in [] }
    let trainers = runs.map { run in
      Trainer(
        context: context, settings: settings,
        horizon: horizon ?? Horizon(start: run.position.step, steps: rounds + 1))
    }
    var method: (any TrainingMethod)?
    for round in 0...rounds {
      for index in runs.indices {
        if stop.isRaised { throw Interruption() }
        let start = ContinuousClock.now
        let report = try trainers[index].step(&runs[index], &method, on: images)
        let elapsed = ContinuousClock.now - start
        guard report.loss.isFinite else { throw NotFinite() }
        if round > 0 { times[index].append(elapsed.seconds) }
      }
    }
    return times.map { TimeSample($0) }
  }

  /// Normal numbers and uniform labels, the same ones each time.
  private static func random(_ count: Int, _ shape: Shape, classes: Int) -> Dataset {
    let values = Generator(seed: 1, stream: .trial)
    let labels = values.split(0)
    let examples = Examples(
      shape: shape, labels: (0..<count).map { Int32(labels.integer($0, below: classes)) },
      pixels: .reals((0..<count * shape.size).map { values.normal($0) }))
    return Dataset(
      name: "random", classNames: (0..<classes).map { "\($0)" }, training: examples,
      test: examples, citation: "random numbers")
  }
}
