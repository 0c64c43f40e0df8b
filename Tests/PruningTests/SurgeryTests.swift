import Datasets
import Networks
import Tensors
import Testing
import Training

@testable import Pruning

extension PruningSuite {
  /// Channels and blocks that leave for good.
  @Suite struct SurgeryTests {
    @Test(arguments: Nets.all) func smallEqualsStatic(_ test: Nets.Case) throws {
      for seed in 1...4 as ClosedRange<UInt64> {
        try GateSitesTests.expectSmallEqualsStatic(
          test.network(seed: seed).stirred(seed: seed), seed: seed)
      }
    }

    /// Blocks may all vanish: the shortcuts alone are left.
    @Test func everyBlockMayVanish() throws {
      let network = try Network(Nets.resnet(), seed: 3).gated(.both).stirred(seed: 4)
      let map = GateMap(network.graph)
      let open = map.gates.map { !$0.isBlock }
      let closed = Set(map.gates.filter { $0.isBlock })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
      #expect(small.graph.nodes.count { $0.layer is Conv } == 1)
      let fixed = network.fixing(map, open)
      #expect(try small.logits(37) == fixed.logits(37))
    }

    @Test(arguments: Nets.all) func numbersAreCounted(_ test: Nets.Case) throws {
      let network = try test.network()
      let map = GateMap(network.graph)
      let open = Decisions.random(network, map, seed: 5)
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: true).network
      let plain = try test.network().parameterCount
      #expect(small.parameterCount < plain)
      #expect(Double(small.parameterCount) == small.graph.work.total.parameters)
      #expect(small.graph.output == network.graph.output)
    }

    /// Moments, steps and statistics are the slices of what stays.
    @Test(arguments: Nets.all) func stateIsSlicedAlong(_ test: Nets.Case) throws {
      let network = try test.network().stirred(seed: 2)
      let map = GateMap(network.graph)
      let open = Decisions.random(network, map, seed: 6)
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let result = try Surgery.removing(closed: closed, from: network, droppingGates: false)
      let small = result.network
      // A state that says which number it belongs to: the number itself.
      let state = OptimizerState(
        moments: network.parameters.map { [$0.value, $0.value] },
        steps: Array(network.parameters.indices))
      let sliced = result.recipe.optimizerState(from: state)
      #expect(sliced.moments.count == small.parameters.count)
      for (index, parameter) in small.parameters.enumerated() {
        #expect(
          sliced.moments[index].map { $0.values } == [
            parameter.value.values, parameter.value.values,
          ])
        #expect(sliced.moments[index].allSatisfy { $0.dimensions == parameter.value.dimensions })
        #expect(network.parameters[sliced.steps[index]].name == parameter.name)
      }
      for buffer in small.buffers {
        let old = try #require(network.buffers.first { $0.name == buffer.name })
        #expect(Set(buffer.value.values).isSubset(of: old.value.values))
      }
      // Put back where they came from they change nothing.
      var again = network
      result.recipe.scatter(small, into: &again)
      #expect(again.digits == network.digits)
      #expect(result.recipe.fits(small, in: network))
    }

    /// Gates that stay decide as before.
    @Test(arguments: Nets.all) func remainingGatesGoOnDeciding(_ test: Nets.Case) throws {
      let network = try Self.halfOpen(test.network())
      let map = GateMap(network.graph)
      var open = Decisions.random(network, map, seed: 7)
      for gate in open.indices where gate % 3 > 0 { open[gate] = true }
      let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
      let small = try Surgery.removing(closed: closed, from: network, droppingGates: false).network
      var shut = network
      for (node, module) in network.gateModules {
        let settings = zip(map.range(of: node), module.settings).map { open[$0] ? $1 : .off }
        shut = shut.setting(gatesOf: node, to: settings)
      }
      #expect(small.gateModules.reduce(0) { $0 + $1.module.gateCount } > 0)
      #expect(try small.logits(37) == shut.logits(37))
    }

    /// Gates whose logits lie around zero, so that images differ.
    static func halfOpen(_ network: Network) -> Network {
      var result = network.stirred(seed: 3)
      for index in result.parameters.indices
      where result.parameters[index].role == .gate
        && result.parameters[index].name.hasSuffix(".bias")
      {
        let noise = Generator(seed: 11, stream: .trial, epoch: UInt64(index))
        result.parameters[index].value = Tensor(result.parameters[index].value.dimensions) {
          0.3 + 0.5 * noise.normal($0)
        }
      }
      return result
    }

    /// The wide network and the small one like batches of different sizes; the proof meets them
    /// image by image all the same.
    @Test func proofAcrossBatchSizes() throws {
      let network = try Network(Nets.mlp([128, 128]), seed: 1).gated()
      let map = GateMap(network.graph)
      var open = [Bool](repeating: true, count: map.gates.count)
      for gate in 0..<60 { open[gate] = false }
      let lab = try Lab.moons(train: 64, test: 400)
      let proof = try Compaction(
        network, map, open: open, flips: 0, shrinkage: nil, on: lab.dataset, for: Classify(),
        stop: nil)
      #expect(network.evaluationBatch != proof.network.evaluationBatch)
      #expect(proof.maxDifference == 0 && proof.agreement == 1 && proof.count == 400)
    }

    /// Two removals with training before, between and after: the wide network with the small
    /// one's numbers computes the same.
    @Test(
      arguments: Nets.all.filter { ["mlp", "convnet", "resnet20 both"].contains($0.description) })
    func expandedEqualsSmall(_ test: Nets.Case) throws {
      let lab = test.graph.input.isVector ? try Lab.moons() : try Lab.shapes()
      var run = Run(try Self.halfOpen(test.network()))
      var none: (any TrainingMethod)?
      var shrinkage: Shrinkage?
      for round in 1...2 {
        #expect(lab.trainer(horizon: 100).train(&run, &none, steps: 3).end == .finished)
        let map = GateMap(run.network.graph)
        var open = Decisions.random(run.network, map, seed: UInt64(round))
        for gate in open.indices where gate % 3 != round { open[gate] = true }
        let closed = Set(open.indices.filter { !open[$0] }.map { map.gates[$0] })
        #expect(!closed.isEmpty)
        let result = try Surgery.removing(
          closed: closed, from: run.network, droppingGates: false)
        if shrinkage == nil {
          shrinkage = Shrinkage(run.network, result.recipe)
        } else {
          shrinkage?.extend(run.network, by: result.recipe)
        }
        run.optimizerState = result.recipe.optimizerState(from: run.optimizerState)
        run.network = result.network
        let wide = try #require(shrinkage).expanded(run.network)
        #expect(try wide.logits(37) == run.network.logits(37))
      }
      #expect(lab.trainer(horizon: 100).train(&run, &none, steps: 3).end == .finished)
      let wide = try #require(shrinkage).expanded(run.network)
      #expect(wide.parameterCount > run.network.parameterCount)
      #expect(try wide.logits(37) == run.network.logits(37))
    }

    @Test func theProofRefusesABrokenNetwork() throws {
      let lab = try Lab.shapes()
      let network = try Network(Nets.convnet(), seed: 1).gated()
      let map = GateMap(network.graph)
      let open = Decisions.random(network, map, seed: 8)
      let proof = try Compaction(
        network, map, open: open, flips: 3, shrinkage: nil, on: lab.dataset, for: Classify(),
        stop: nil)
      #expect(proof.isProven)
      #expect(proof.maxDifference == 0)
      #expect(proof.agreement == 1)
      #expect(proof.flips == 3)
      #expect(proof.gates == map.gates.count)
      #expect(proof.count == lab.dataset.test.count)
      for (change, place) in [(0.1 as Float, 0), (0.1, 40), (.nan, 0), (.infinity, 0)] {
        var broken = proof.network
        broken.parameters[2].value[place] += change
        let other = try Compaction(
          comparing: broken, with: proof.gated, on: lab.dataset, for: Classify())
        #expect(!other.isProven)
      }
      let same = try Compaction(
        comparing: proof.network, with: proof.gated, on: lab.dataset, for: Classify())
      #expect(same.isProven && same.maxLogit.isFinite)
      // A gated network that puts out no numbers is at fault itself.
      let last = try #require(proof.gated.parameters.lastIndex { $0.role != .gate })
      for odd in [Float.nan, .infinity] {
        var broken = proof.gated
        broken.parameters[last].value[0] = odd
        let other = try Compaction(
          comparing: proof.network, with: broken, on: lab.dataset, for: Classify())
        #expect(!other.isProven && !other.maxLogit.isFinite)
      }
    }

    @Test func compactionStops() throws {
      let lab = try Lab.moons()
      let network = try Network(Nets.mlp(), seed: 1).gated()
      let map = GateMap(network.graph)
      let stop = StopFlag()
      stop.raise()
      #expect(throws: Interruption.self) {
        try Compaction(
          network, map, open: map.gates.map { _ in true }, flips: 0, shrinkage: nil,
          on: lab.dataset, for: Classify(), stop: stop)
      }
    }
  }
}
