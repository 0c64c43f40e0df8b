import Costs
import Datasets
import Networks
import Tensors
import Testing
import Training

@testable import Pruning

/// A data set, a network and settings for one training.
struct Lab {
  var dataset: Dataset
  var batch = 32
  var seed: UInt64 = 1
  var rate = 0.05
  var stop: StopFlag?

  static func moons(train: Int = 320, test: Int = 200) throws -> Lab {
    Lab(dataset: try .load(DatasetRequest("moons", training: train, test: test)))
  }

  static func spirals(train: Int = 320, test: Int = 200) throws -> Lab {
    Lab(dataset: try .load(DatasetRequest("spirals", training: train, test: test)))
  }

  static func shapes(train: Int = 320, test: Int = 100) throws -> Lab {
    Lab(dataset: try .load(DatasetRequest("shapes", training: train, test: test)))
  }

  var stepsPerEpoch: Int { (dataset.training.count + batch - 1) / batch }

  func trainer(horizon: Int) -> Trainer {
    var settings = OptimizerSettings.standard
    settings.rate = rate
    return Trainer(
      context: StepContext(
        dataset: dataset, task: Classify(), seed: seed, batchSize: batch,
        stepsPerEpoch: stepsPerEpoch, stop: stop),
      settings: settings, horizon: Horizon(start: 0, steps: horizon))
  }

  /// A whole consensus run.
  func consensus(
    _ network: Network, _ settings: ConsensusSettings, steps: Int, horizon: Int? = nil
  ) throws -> ConsensusRun {
    let along = horizon ?? steps
    var run = Run(network)
    var method: (any TrainingMethod)? = Consensus(
      network, settings, horizon: Horizon(start: 0, steps: along))
    let outcome = trainer(horizon: along).train(&run, &method, steps: steps)
    #expect(outcome.end == .finished)
    return ConsensusRun(
      dense: network, run: run, method: try #require(method as? Consensus), dataset: dataset)
  }
}

/// What a consensus run left.
struct ConsensusRun {
  var dense: Network
  var run: Run
  var method: Consensus
  var dataset: Dataset

  /// The decision that holds: frozen, else projected.
  var open: [Bool] {
    guard method.isFinished else { return method.projection(run.network).projection.open }
    return run.network.gateModules.flatMap { $0.module.settings.map { $0 == .on } }
  }

  func compaction() throws -> Compaction {
    try Compaction(
      run.network, GateMap(run.network.graph), open: open, flips: 0, shrinkage: method.shrinkage,
      on: dataset, for: Classify(), stop: nil)
  }

  /// The share that the compacted network lost, counted from the two networks' layers.
  func achieved(_ small: Network) -> Double {
    let kind = method.options.cost
    return 1 - kind.total(small.graph.ownWork) / kind.total(dense.graph.ownWork)
  }

  /// The least number of channels of any convolution or linear layer.
  static func narrowest(_ network: Network) -> Int {
    network.graph.nodes.filter { $0.layer is Conv || $0.layer is Linear }.map { $0.shape.channels }
      .min() ?? 0
  }
}
