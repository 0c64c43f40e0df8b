import Datasets
import Foundation
import Networks
import Tensors
import Testing
import Training

@testable import Pruning

/// Everything that a training moves, to compare two of them.
struct Snapshot: Equatable {
  var digits: [[Float]]
  var moments: [[[Float]]]
  var steps: [Int]
  var position: Position
  var lines: [String]
  var method: String

  init(_ run: Run, _ method: (any TrainingMethod)?) {
    digits = run.network.digits
    moments = run.optimizerState.moments.map { $0.map { $0.values } }
    steps = run.optimizerState.steps
    position = run.position
    lines = run.network.graph.lines
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let archive = (method as? Consensus)?.state(run.network)
    self.method = archive.map { String(decoding: try! encoder.encode($0), as: UTF8.self) } ?? ""
  }
}

extension PruningSuite {
  /// The loop: whole steps or none, the same digits every time.
  @Suite struct TrainerTests {
    /// A network with batch norm and dropout, and a wire after each operation.
    private func wired(_ wire: Wire, seed: UInt64 = 1) throws -> Network {
      var graph = Graph(input: Nets.shapes)
      let lines = [
        "conv 4 3x3 pad=1 bias=off", "batchnorm", "relu", "-", "maxpool 2", "-", "conv 6 3x3",
        "relu",
        "dropout 0.1", "-", "flatten", "linear 10", "relu", "-", "linear 4", "-",
      ]
      for line in lines {
        if line == "-" {
          try graph.append(Tripwire(wire))
        } else {
          let parts = try Graph(input: graph.output, lines: [line]).nodes[0]
          try graph.append(parts.layer)
        }
      }
      return try Network(graph, seed: seed).gated(seed: seed)
    }

    private func method(_ network: Network, horizon: Int, retire: Double? = 0.5) -> Consensus {
      var settings = ConsensusSettings(target: 0.5, cost: .macs)
      settings.retire = retire
      return Consensus(network, settings, horizon: Horizon(start: 0, steps: horizon))
    }

    @Test func sameSeedSameDigits() throws {
      for (first, second, same) in [(1, 1, true), (1, 2, false)] as [(UInt64, UInt64, Bool)] {
        let snapshots = try [first, second].map { seed in
          var lab = try Lab.shapes(train: 128)
          lab.seed = seed
          let network = try wired(Wire(), seed: 1)
          var run = Run(network)
          var method: (any TrainingMethod)? = method(network, horizon: 60)
          #expect(lab.trainer(horizon: 60).train(&run, &method, steps: 50).end == .finished)
          return Snapshot(run, method)
        }
        #expect((snapshots[0] == snapshots[1]) == same)
      }
    }

    enum Load: String, Codable, CaseIterable { case plain, gates, masks, average }

    /// After the first steps every buffer comes from the pool: a step asks the system for no memory
    /// and keeps none, whatever goes along.
    @Test(arguments: Load.allCases) func steadyStepsAllocateNothing(_ load: Load) async {
      await #expect(processExitsWith: .success) { [load] in
        Processor.threads = 1
        let lab = try Lab.shapes(train: 64)
        var network = Network(Nets.resnet(), seed: 1)
        if load == .gates { network = try network.gated(seed: 1) }
        if load == .masks { network.maskRandomly() }
        var run = Run(network)
        var method: (any TrainingMethod)?
        let batch = lab.dataset.batch(of: Array(0..<37), in: lab.dataset.training, for: Classify())
        var trainer = lab.trainer(horizon: 100)
        if load == .average { trainer.settings.averaging = 0.9 }
        func step() throws { _ = try trainer.step(&run, &method, on: batch) }
        for _ in 0..<3 { try step() }
        let (asked, held) = (StoragePool.shared.allocations, StoragePool.shared.bytesInUse)
        for _ in 0..<5 { try step() }
        #expect(StoragePool.shared.allocations == asked)
        #expect(StoragePool.shared.bytesInUse == held)
      }
    }

    /// Training in pieces, in the middle of epochs too, is training at once.
    @Test func piecesMakeTheWhole() throws {
      let lab = try Lab.shapes(train: 150, test: 40)
      let snapshots = try [[60], [40, 20], [1, 30, 11, 18]].map { pieces in
        let network = try wired(Wire())
        var run = Run(network)
        var method: (any TrainingMethod)? = method(network, horizon: 60)
        for steps in pieces {
          let outcome = lab.trainer(horizon: 60).train(&run, &method, steps: steps)
          #expect(outcome.end == .finished)
          #expect(outcome.steps == steps)
        }
        #expect(run.position == Position(epoch: 12, batch: 0, step: 60))
        return Snapshot(run, method)
      }
      #expect(snapshots[0] == snapshots[1])
      #expect(snapshots[0] == snapshots[2])
    }

    /// A stop after any operation, forth, back or in the looks at the test split that the freeze
    /// takes, leaves the last whole step; going on from there gives what never stopped.
    @Test(arguments: [0, 69]) func stopsAnywhere(_ start: Int) throws {
      let wire = Wire()
      var lab = try Lab.shapes(train: 96, test: 24)
      lab.stop = wire.stop
      let trainer = lab.trainer(horizon: 100)
      let network = try wired(wire)
      var run = Run(network)
      var method: (any TrainingMethod)? = method(network, horizon: 100)
      wire.set()
      _ = trainer.train(&run, &method, steps: start)
      var whole: [Snapshot] = [Snapshot(run, method)]
      var next = (run: run, method: method)
      wire.set()
      for _ in 0..<3 {
        _ = trainer.train(&next.run, &next.method, steps: 1)
        whole.append(Snapshot(next.run, next.method))
      }
      let operations = wire.count
      #expect(operations > 25)
      if start > 0 { #expect((next.method as? Consensus)?.isFinished == true) }
      var stops: Set<Int> = []
      for limit in 1..<operations {
        var other = (run: run, method: method)
        wire.set(at: limit)
        let outcome = trainer.train(&other.run, &other.method, steps: 3)
        #expect(outcome.end == .interrupted || outcome.steps == 3)
        #expect(Snapshot(other.run, other.method) == whole[outcome.steps])
        stops.insert(outcome.steps)
        wire.set()
        let rest = trainer.train(&other.run, &other.method, steps: 3 - outcome.steps)
        #expect(rest.end == .finished)
        #expect(Snapshot(other.run, other.method) == whole[3])
      }
      #expect(stops.isSuperset(of: 0...2))
    }

    /// What was written down and read again goes on as if nothing had happened.
    @Test(arguments: [35, 45]) func archivesGoOn(_ pause: Int) throws {
      var lab = try Lab.moons(train: 160, test: 50)
      lab.seed = 2
      let network = try Network(Nets.mlp([16, 16]), seed: 2).gated()
      var run = Run(network)
      var settings = ConsensusSettings(target: 0.6, cost: .connections)
      settings.retire = 0
      var method: (any TrainingMethod)? = Consensus(
        network, settings, horizon: Horizon(start: 0, steps: 60))
      _ = lab.trainer(horizon: 60).train(&run, &method, steps: pause)
      let kept = try #require(method as? Consensus)
      let data = try JSONEncoder().encode(kept.state(run.network))
      let archive = try JSONDecoder().decode(Consensus.State.self, from: data)
      var other = run
      var copy: (any TrainingMethod)? = try Consensus(
        archive, named: kept.name, run.network, wide: kept.shrinkage?.wide)
      #expect(Snapshot(other, copy) == Snapshot(run, method))
      _ = lab.trainer(horizon: 60).train(&run, &method, steps: 60 - pause)
      _ = lab.trainer(horizon: 60).train(&other, &copy, steps: 60 - pause)
      #expect(Snapshot(other, copy) == Snapshot(run, method))
    }

    @Test func hugeRatesFailAndChangeNothing() throws {
      var lab = try Lab.shapes(train: 128, test: 20)
      lab.rate = 1e30
      let network = try Network(Nets.convnet(), seed: 1).gated()
      var run = Run(network)
      var method: (any TrainingMethod)? = method(network, horizon: 40)
      let before = Snapshot(run, method)
      let outcome = lab.trainer(horizon: 40).train(&run, &method, steps: 40)
      guard case .notFinite(let epoch, _) = outcome.end else {
        Issue.record("\(outcome.end)")
        return
      }
      #expect(epoch == 1)
      #expect(outcome.steps == 0)
      #expect(outcome.epochs.isEmpty)
      #expect(Snapshot(run, method) == before)
    }
  }
}
