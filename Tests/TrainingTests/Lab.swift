import Datasets
import Networks
import Tensors

@testable import Training

/// A data set, a small network and a trainer for it.
struct Lab {
  var dataset: Dataset
  var batch = 32
  var settings = OptimizerSettings.standard
  var horizon = Horizon(start: 0, steps: 30)
  var stop = StopFlag()

  init(train: Int = 320, test: Int = 20, validation: Double? = nil) throws {
    dataset = try .load(
      DatasetRequest("moons", training: train, test: test, validation: validation))
  }

  var stepsPerEpoch: Int { (dataset.training.count + batch - 1) / batch }

  var context: StepContext {
    StepContext(
      dataset: dataset, task: Classify(), seed: 1, batchSize: batch, stepsPerEpoch: stepsPerEpoch,
      stop: stop)
  }

  var network: Network {
    Network(try! MLP().graph(input: Shape(2), classes: 2, width: 1, sizes: [12, 8]), seed: 1)
  }

  func trainer(_ observers: [any TrainingObserver] = []) -> Trainer {
    Trainer(context: context, settings: settings, horizon: horizon, observers: observers)
  }

  /// A new network after `steps` batches.
  func trained(_ steps: Int, _ observers: [any TrainingObserver] = []) -> Run {
    var run = Run(network)
    var none: (any TrainingMethod)?
    _ = trainer(observers).train(&run, &none, steps: steps)
    return run
  }
}

/// Everything that a training without a method moves, to compare two of them.
struct Snapshot: Equatable {
  var digits: [[Float]]
  var moments: [[[Float]]]
  var position: Position

  init(_ run: Run) {
    digits =
      run.network.parameters.map { $0.value.values } + run.network.buffers.map { $0.value.values }
    moments = run.optimizerState.moments.map { $0.map { $0.values } }
    position = run.position
  }
}

/// What observers were told, all of them in one list.
final class Chronicle {
  var events: [String] = []
}

/// Notes what it is told, and answers the end of an epoch as it shall.
final class Recorder: TrainingObserver {
  let name: String
  let chronicle: Chronicle
  var atEdge: (inout EpochEdge) throws -> Void = { _ in }
  var atEnd: () throws -> Void = {}

  init(_ name: String, _ chronicle: Chronicle) {
    self.name = name
    self.chronicle = chronicle
  }

  private func note(_ event: String) { chronicle.events.append("\(name) \(event)") }

  func trainingBegins(_ run: Run) { note("begins at \(run.position.step)") }

  func stepEnded(_ step: StepReport, _ run: Run, _ method: (any TrainingMethod)?) {
    note("step \(run.position.step)")
  }

  func epochEnded(_ edge: inout EpochEdge) throws {
    note("epoch \(edge.epoch.epoch)" + (edge.goesOn ? "" : ", the last"))
    try atEdge(&edge)
  }

  func trainingEnded(
    _ outcome: TrainingOutcome, _ run: Run, _ method: (any TrainingMethod)?
  ) throws {
    note("end at \(run.position.step)" + (outcome.isWhole ? "" : ", cut short"))
    try atEnd()
  }
}
