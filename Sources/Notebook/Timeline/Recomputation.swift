import Language
import Networks
import Pruning
import Reports
import Tensors
import Training

/// Training once more from a kept state to one that was let go, to the same digits.
enum Recomputation {
  /// The state of `target`, which is kept again.
  ///
  /// - Throws: `Interruption`; nothing is changed then.
  static func run(
    _ target: KeptState, from source: KeptState, about seconds: Double, _ context: CommandContext
  ) throws -> TrainingState {
    guard var state = source.start ?? source.state, let data = state.data,
      let horizon = state.entry.horizon
    else { return try missing() }
    let settings = state.optimizer
    let steps = target.position.step - source.position.step
    var trainer = Trainer(
      context: StepContext(
        dataset: data.dataset, seed: state.seed, batchSize: data.batch,
        stepsPerEpoch: data.stepsPerEpoch, stop: context.stop), settings: settings,
      horizon: horizon)
    var entry = state.entry
    let dense = entry.denseLayers
    var noted = entry
    var done = 0
    trainer.onStep = { step, run in
      noted.note(
        steps: 1, on: run.network.graph, dense: dense, batch: step.count,
        optimizer: settings.optimizer.cost)
      done += 1
      context.progress.update(
        Progress(
          "training epoch \(target.position.epoch) again", fraction: Double(done) / Double(steps),
          detail: "about \(NumberFormat.duration(seconds)) in all"))
    }
    let outcome = entry.train(trainer, steps: steps)
    context.progress.clear()
    guard outcome.end != .interrupted else { throw Interruption() }
    guard outcome.end == .finished, entry.run.position == target.position else {
      return try missing()
    }
    entry.stretches = noted.stretches
    entry.epochs = target.log
    state = state.with(entry)
    target.take(state)
    return state
  }

  private static func missing() throws -> TrainingState {
    throw Diagnostic(.internal, "the epoch could not be recomputed")
  }
}
