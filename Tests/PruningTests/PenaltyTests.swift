import Datasets
import Tensors
import Testing
import Training

@testable import Networks
@testable import Pruning

/// The loss terms of the method at the gates.
@Suite struct PenaltyTests {
  /// A recorded pass of a network whose gates disagree between images.
  private func pass(_ gating: Nets.Gating = .channels) throws -> (Network, Pass) {
    let network = PruningSuite.SurgeryTests.halfOpen(
      try Network(gating == .both ? Nets.resnet() : Nets.convnet(), seed: 1).gated(gating))
    let (_, pass) = try network.forward(
      .noise(37, network.graph.input), mode: .training, recording: true)
    return (network, pass)
  }

  private func context() throws -> StepContext {
    try Lab.shapes(train: 64, test: 10).trainer(horizon: 100).context
  }

  /// ḡ (1 − ḡ) is the variance of a 0/1 gate over the batch: zero where all agree.
  @Test func polarizationIsTheVariance() throws {
    let (_, pass) = try pass()
    var undecided = 0
    for record in pass.gates {
      let n = record.means.count
      let gates = record.gates.value.images
      for (gate, mean) in record.means.enumerated() {
        let column = (0..<37).map { Double(gates[$0 * n + gate]) }
        #expect(column.allSatisfy { $0 == 0 || $0 == 1 })
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 37
        #expect(abs(mean * (1 - mean) - variance) < 1e-9)
        #expect((mean * (1 - mean) < 1e-12) == (Set(column).count == 1))
        undecided += Set(column).count == 1 ? 0 : 1
      }
    }
    #expect(undecided > 5)
  }

  /// Its derivative 1 − 2ḡ and the price's share reach every image alike, as slope / B.
  @Test(arguments: [Nets.Gating.channels, .both], ConsensusSettings.Polarization.allCases)
  func everyImageGetsItsShare(
    _ gating: Nets.Gating, _ polarization: ConsensusSettings.Polarization
  ) throws {
    let (network, pass) = try pass(gating)
    var settings = ConsensusSettings(target: 0.5, cost: .macs)
    settings.polarization = polarization
    var method = Consensus(network, settings, horizon: Horizon(start: 0, steps: 100))
    var run = Run(network)
    run.position.step = 30
    let penalty = method.addPenalty(pass, run, try context())
    #expect(method.boost == 1)
    let g = pass.gates.flatMap { $0.means }
    let p = pass.gates.flatMap { $0.openness.channelMeans() }
    let polarized = polarization == .soft ? p : g
    let strength = polarization == .off ? 0.0 : method.strength(at: 0.3)
    let share = method.cost.total(g) / method.denseCost
    let all = method.cost.slopes(g.map { _ in 1 })
    let slopes = method.cost.slopes(g)
    var expected = method.controller.price * share
    var gate = 0
    for record in pass.gates {
      let gradient = try #require(record.gates.gradient).images
      let n = record.means.count
      let logits = record.logits.images
      let drawn = record.logitGradient?.images
      for place in 0..<n {
        let weight = max(all[gate] / method.denseCost, 1 / Double(g.count))
        let slope =
          method.controller.price * slopes[gate] / method.denseCost
          + strength * weight * (1 - 2 * polarized[gate])
        expected += strength * weight * polarized[gate] * (1 - polarized[gate])
        for image in 0..<37 {
          let found = Double(gradient[image * n + place])
          #expect(abs(found - slope / 37) <= 1e-6 * abs(slope) + 1e-9)
        }
        // A divided gate's logits are drawn to their mean, whatever the sigmoid's slope.
        let z = (0..<37).map { Double(logits[$0 * n + place]) }
        let mean = z.reduce(0, +) / 37
        let agreement = 80 * strength * weight * g[gate] * (1 - g[gate])
        for image in 0..<37 {
          let pull = agreement * (z[image] - mean) / 37
          expected += pull * (z[image] - mean) / 2
          #expect(abs(Double(drawn?[image * n + place] ?? 0) - pull) <= 2e-6 * (1 + abs(pull)))
        }
        gate += 1
      }
    }
    #expect(gate == g.count)
    #expect(abs(penalty - expected) < 1e-6 * max(1, expected))
    #expect(method.share == share)
  }

  /// An average gate has no lighter weight than 1 / |G|, also after others have left.
  @Test func weightsKeepTheirMeasure() throws {
    let network = try Network(Nets.convnet(), seed: 1).gated()
    let method = Consensus(
      network, ConsensusSettings(target: 0.5, cost: .macs), horizon: Horizon(start: 0, steps: 100))
    let least = 1 / Double(method.map.gates.count)
    #expect(method.weights.min() == least)
    #expect(method.weights[0] > least)
  }

  /// After the freeze nothing is added.
  @Test func frozenGatesCostNothing() throws {
    let lab = try Lab.moons(train: 64, test: 20)
    let network = try Network(Nets.mlp(), seed: 1).gated()
    let result = try lab.consensus(
      network, ConsensusSettings(target: 0.3, cost: .macs), steps: 40)
    var method = result.method
    let (_, pass) = try result.run.network.forward(
      .noise(8, network.graph.input), mode: .training, recording: true)
    #expect(method.addPenalty(pass, result.run, lab.trainer(horizon: 40).context) == 0)
    #expect(pass.gates.allSatisfy { $0.gates.gradient == nil })
  }
}
