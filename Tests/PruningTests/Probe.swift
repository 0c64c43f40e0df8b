import Networks
import Testing
import Training

@testable import Pruning

extension PruningSuite {
  @Test func probe() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      for rate in [0.05, 0.02] {
        for kind in ["dense", "gated", "30", "50", "70"] {
          var lab = try Lab.shapes()
          lab.seed = seed
          lab.rate = rate
          var network = Network(Nets.convnet(), seed: seed)
          if kind != "dense" { network = try network.gated(seed: seed) }
          var run = Run(network)
          var method: (any TrainingMethod)?
          if let target = Double(kind) {
            method = Consensus(
              network, ConsensusSettings(target: target / 100, cost: .macs),
              horizon: Horizon(start: 0, steps: 200))
          }
          var losses: [String] = []
          var trainer = lab.trainer(horizon: 200)
          trainer.onStep = { step, run in
            if step.position.step % 12 == 0 { losses.append(String(Int(step.loss * 100))) }
          }
          _ = trainer.train(&run, &method, steps: 200)
          let test = try Evaluation.run(run.network, on: lab.dataset.test, of: lab.dataset)
          print("PROBE", seed, rate, kind, losses.joined(separator: " "), "acc", test.accuracy)
        }
      }
    }
  }
}
