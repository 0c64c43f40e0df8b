import Language
import Networks
import Notebook
import Pruning
import Reports
import Tensors
import Training
import Workspaces

/// Training once more from a kept state to one that was let go, to the same digits.
enum Recomputation {
  /// The state of `target`, which is kept again.
  ///
  /// - Throws: `Interruption`; nothing is changed then.
  static func run(
    _ target: KeptState, from source: KeptState, about seconds: Double?, _ context: CommandContext
  ) throws -> TrainingState {
    guard var state = source.start ?? source.state, let data = state.data,
      let horizon = state.entry.horizon ?? state.lineRate.map({ _ in Horizon(start: 0, steps: 0) })
    else { return try missing() }
    let steps = target.position.step - source.position.step
    var entry = state.entry
    let stretches = StretchCount(
      entry.stretches, dense: entry.denseLayers, optimizer: state.optimizer.optimizer.cost)
    let line = RecomputationLine(
      epoch: target.position.epoch, steps: steps, about: seconds, context.progress)
    let trainer = Trainer(
      data, state.task, seed: state.seed, state.settings, horizon, stop: context.stop,
      observers: [stretches, line])
    let outcome = entry.train(trainer, steps: steps)
    guard outcome.end != .interrupted else { throw Interruption() }
    guard outcome.end == .finished, entry.run.position == target.position else {
      return try missing()
    }
    entry.stretches = stretches.stretches
    entry.epochs = target.log
    state = state.with(entry)
    target.take(state)
    return state
  }

  private static func missing() throws -> TrainingState {
    // The file of weights that it came from says something else.
    throw Diagnostic(
      "no-epoch", "the epoch could not be trained again to where it was",
      hint: "‘train’ goes on from here; ‘replay’ of the session's text makes all of it again")
  }
}
