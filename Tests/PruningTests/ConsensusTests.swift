import Datasets
import Networks
import Tensors
import Testing
import Training

@testable import Pruning

extension PruningSuite {
  @Suite struct ConsensusTests {
    struct Case: Sendable, CustomStringConvertible {
      var net: String
      var target: Double
      var cost: CostKind
      var seed: UInt64
      var steps: Int
      var retire: Double? = 0.5
      var description: String {
        "\(net) \(Int(target * 100)) % of \(cost) seed \(seed) steps \(steps) retire \(retire ?? -1)"
      }

      func lab() throws -> Lab {
        var lab = net == "moons" ? try Lab.moons() : net == "spirals" ? try .spirals() : try .shapes()
        lab.seed = seed
        return lab
      }

      func network() throws -> Network {
        let graph: Graph =
          switch net {
          case "moons", "spirals": Nets.mlp([32, 32])
          case "shapes": Nets.convnet()
          default: Nets.resnet()
          }
        return try Network(graph, seed: seed).gated(net == "both" ? .both : .channels, seed: seed)
      }
    }

    static let cases: [Case] = ["moons", "spirals", "shapes"].flatMap { net in
      [0.3, 0.5, 0.7].flatMap { target in
        CostKind.allCases.flatMap { cost in
          [1, 2].map { seed in
            Case(
              net: net, target: target, cost: cost, seed: seed,
              steps: seed == 1 ? 200 : 400, retire: seed == 1 ? nil : 0.5)
          }
        }
      }
    }

    @Test(arguments: cases) func meetsItsTarget(_ test: Case) throws {
      var settings = ConsensusSettings(target: test.target, cost: test.cost)
      settings.retire = test.retire
      let result = try test.lab().consensus(test.network(), settings, steps: test.steps)
      let freeze = try #require(result.method.freezeReport)
      let proof = try result.compaction()
      let achieved = result.achieved(proof.network)
      print(
        "CASE \(test): achieved \(achieved) before \(1 - freeze.shareBefore) flips \(freeze.flips)/\(freeze.gates) cons \(freeze.agreement.consensus) dyn \(freeze.dynamicAccuracy) stat \(freeze.staticAccuracy) proj \(freeze.projectedAccuracy) end \(proof.evaluation.accuracy) diff \(proof.maxDifference) widths \(proof.network.graph.nodes.filter { $0.layer is Conv || $0.layer is Linear }.map { $0.shape.channels })"
      )
      #expect(abs(achieved - test.target) <= 0.02)
      #expect(proof.maxDifference == 0)
      #expect(proof.agreement == 1)
      #expect(ConsensusRun.narrowest(proof.network) >= 1)
    }
  }
}
