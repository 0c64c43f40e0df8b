import Datasets
import Networks
import Tensors
import Training
import Workspaces

/// Measured time of a whole training step: forward, loss, backward, one move of the weights.
enum TrainingTiming {
  /// A loss that is not finite: the weights would not move, and the step would not be whole.
  struct NotFinite: Error {}

  /// Steps of each of `runs` in turn, round by round, on the same random images.
  ///
  /// - Parameters:
  ///   - runs: copies; what was copied stays as it is. Their networks take the same images.
  ///   - rounds: after those to warm up; nil: until the ratios to the first are stable.
  ///   - horizon: along which the learning rate moves; nil for one of a thousand steps.
  static func measure(
    _ runs: [Run], _ task: any Task, batch: Int, rounds: Int?, settings: OptimizerSettings,
    horizon: Horizon?,
    stop: StopFlag
  ) throws -> [Sample] {
    guard let graph = runs.first?.network.graph else { return [] }
    let data = random(batch, graph)
    let images = data.batch(of: Array(0..<batch), in: data.training, for: task)
    var runs = runs
    let trainers = runs.map {
      trainer($0, task, on: data, settings: settings, horizon: horizon, stop: stop)
    }
    var method: (any TrainingMethod)?
    return try Turns.measure(
      rounds: rounds,
      runs.indices.map { index in
        {
          if stop.isRaised { throw Interruption() }
          let report = try trainers[index].step(&runs[index], &method, on: images)
          guard report.loss.isFinite else { throw NotFinite() }
        }
      })
  }

  /// A trainer whose batch is all of `data`.
  static func trainer(
    _ run: Run, _ task: any Task, on data: Dataset, settings: OptimizerSettings,
    horizon: Horizon?, stop: StopFlag?
  ) -> Trainer {
    Trainer(
      context: StepContext(
        dataset: data, task: task, seed: 1, batchSize: data.training.count, stepsPerEpoch: 1000,
        stop: stop),
      settings: settings, horizon: horizon ?? Horizon(start: run.position.step, steps: 1000))
  }

  /// Uniform bytes and labels, the same ones each time.
  ///
  /// - Parameter classes: where the output says nothing of them.
  static func random(_ count: Int, _ graph: Graph, classes: Int? = nil) -> Dataset {
    let values = Generator(seed: 1, stream: .trial)
    let labels = values.split(0)
    let classes = graph.output.isVector ? graph.output.size : classes ?? 10
    let examples = Examples(
      shape: graph.input, labels: (0..<count).map { Int32(labels.integer($0, below: classes)) },
      pixels: .bytes(
        (0..<count * graph.input.size).map { UInt8(values.integer($0, below: 256)) }))
    return Dataset(
      name: "random", classNames: (0..<classes).map { "\($0)" }, training: examples,
      test: examples, citation: "random numbers")
  }
}
