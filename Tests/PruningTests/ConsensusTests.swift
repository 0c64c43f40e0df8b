import Costs
import Datasets
import Networks
import Tensors
import Testing
import Training

@testable import Pruning

extension PruningSuite {
  /// The method end to end, on made sets, in runs of a few hundred steps.
  @Suite struct ConsensusTests {
    struct Case: Sendable, CustomStringConvertible {
      var net: String
      var target: Double
      var cost = CostKind.macs
      var seed: UInt64 = 1
      var steps = 200
      var retire: Double? = 0.5
      var kind = GateModule.Kind.dynamic
      var estimator = GateModule.Estimator.straightThrough
      var polarization = ConsensusSettings.Polarization.hard

      var description: String {
        "\(net), \(Int(target * 100)) % of \(cost.unit), seed \(seed), \(steps) steps, "
          + "retire \(retire.map { "\($0)" } ?? "off"), \(kind), \(polarization)"
      }

      func lab() throws -> Lab {
        var lab =
          switch net {
          case "moons": try Lab.moons()
          case "spirals": try Lab.spirals()
          default: try Lab.shapes()
          }
        lab.seed = seed
        if net == "convnet" { lab.rate = 0.02 }
        if net.hasPrefix("resnet") { lab.batch = 16 }
        return lab
      }

      var gating: Nets.Gating {
        net == "resnet both" ? .both : net == "resnet blocks" ? .blocks : .channels
      }

      func network() throws -> Network {
        let graph: Graph =
          switch net {
          case "moons", "spirals": Nets.mlp([32, 32])
          case "convnet": Nets.convnet()
          default: Nets.resnet()
          }
        return try Network(graph, seed: seed).gated(
          gating, .init(kind: kind, estimator: estimator), seed: seed)
      }

      func run() throws -> ConsensusRun {
        var settings = ConsensusSettings(target: target, cost: cost)
        settings.retire = retire
        settings.polarization = polarization
        return try lab().consensus(network(), settings, steps: steps)
      }
    }

    /// What every finished run owes.
    private func check(_ test: Case, _ result: ConsensusRun) throws {
      let freeze = try #require(result.method.freezeReport)
      let proof = try result.compaction()
      let achieved = result.achieved(proof.network)
      #expect(abs(achieved - test.target) <= 0.02)
      #expect(proof.maxDifference == 0)
      #expect(proof.agreement == 1)
      #expect(ConsensusRun.narrowest(proof.network) >= 1)
      // The report says what is.
      #expect(abs(1 - freeze.shareAfter - achieved) < 1e-9)
      #expect(abs(result.method.share - freeze.shareAfter) < 1e-12)
      #expect(freeze.gates == GateMap(result.dense.graph).gates.count)
      #expect((0...freeze.gates).contains(freeze.flips))
      #expect(abs(freeze.changedShare - Double(freeze.flips) / Double(freeze.gates)) < 1e-12)
      if freeze.flips == 0 {
        #expect(freeze.shareBefore == freeze.shareAfter)
        #expect(freeze.staticScore == freeze.projectedScore)
      }
      #expect(freeze.agreement.consensus <= freeze.agreement.nearConsensus)
      #expect(freeze.agreement.count <= freeze.gates)
      #expect((0...0.5).contains(freeze.margin))
      #expect(abs(freeze.gap - (freeze.dynamicScore - freeze.staticScore)) < 1e-12)
      let begin = Int((Consensus.freeze * Double(test.steps)).rounded(.up))
      #expect(freeze.position.step == begin)
      #expect(result.run.position.step == test.steps)
      #expect((result.method.shrinkage != nil) == (test.retire != nil))
      // Retired and frozen gates are gone, the dense network is remembered.
      if let wide = result.method.shrinkage?.wide {
        #expect(wide.graph.nodes.map { $0.name } == result.dense.graph.nodes.map { $0.name })
        #expect(wide.graph.work == result.dense.graph.work)
        #expect(result.open.allSatisfy { $0 })
      }
    }

    static let targets: [Case] =
      ["moons", "spirals", "convnet"].flatMap { net in
        [0.3, 0.5, 0.7].flatMap { target in
          [CostKind.connections, .macs].flatMap { cost in
            [1, 2].map { seed in
              Case(
                net: net, target: target, cost: cost, seed: seed, steps: seed == 1 ? 200 : 400,
                retire: (seed == 1) == (cost == .macs) ? nil : 0.5)
            }
          }
        }
      }

    @Test(arguments: targets) func meetsItsTarget(_ test: Case) throws {
      try check(test, test.run())
    }

    /// Two balanced classes invite gates to tell them apart; the static network would miss that.
    @Test(arguments: ["moons", "spirals"], [1, 2, 3] as [UInt64])
    func gatesLeaveTheClassifyingToTheNetwork(_ set: String, _ seed: UInt64) throws {
      var lab = set == "moons" ? try Lab.moons(train: 1000) : try Lab.spirals(train: 1000)
      lab.seed = seed
      let network = try Network(Nets.mlp([32, 32]), seed: seed).gated(.channels, seed: seed)
      let result = try lab.consensus(
        network, ConsensusSettings(target: 0.5, cost: .connections), steps: 600)
      let freeze = try #require(result.method.freezeReport)
      #expect(freeze.agreement.consensus >= 0.98)
      #expect(freeze.dynamicScore > 0.9)
      #expect(abs(freeze.gap) <= 0.01)
    }

    static let residual: [Case] = ["resnet", "resnet both"].flatMap { net in
      [0.3, 0.5].flatMap { target in
        [1, 2].map { Case(net: net, target: target, seed: $0, retire: $0 == 1 ? nil : 0.5) }
      }
    }

    @Test(arguments: residual) func residualNetworks(_ test: Case) throws {
      guard test.target < GateFloors.largestCut(try test.network(), test.cost) else { return }
      try check(test, test.run())
    }

    static let variants: [Case] = [
      Case(net: "moons", target: 0.5, kind: .static),
      Case(net: "convnet", target: 0.5, kind: .static),
      Case(net: "convnet", target: 0.7, seed: 2, kind: .static),
      Case(net: "convnet", target: 0.7, seed: 3, steps: 400, retire: nil, kind: .static),
      Case(net: "convnet", target: 0.3, cost: .connections, seed: 3, kind: .static),
      Case(net: "spirals", target: 0.7, seed: 2, retire: nil, kind: .static),
      Case(net: "convnet", target: 0.5, estimator: .gumbel),
      Case(net: "convnet", target: 0.5, polarization: .soft),
      Case(net: "convnet", target: 0.5, polarization: .off),
      Case(net: "convnet", target: 0.6, steps: 300, retire: 0),
    ]

    /// Joules where arithmetic, traffic, activations that spill, and launches weigh most.
    static let joules: [Case] = [
      Self.joules("convnet", 0.3, "horowitz-45nm"),
      Self.joules("convnet", 0.5, "horowitz-45nm", seed: 2),
      Self.joules("convnet", 0.5, "eyeriss-65nm", batch: 64),
      Self.joules("convnet", 0.6, "edge-int8", batch: 16, seed: 3),
      Self.joules("convnet", 0.5, "server-cpu", batch: 256),
      Self.joules("convnet", 0.4, "jetson-nano", batch: 128, seed: 2),
      Self.joules("moons", 0.5, "horowitz-45nm", batch: 128),
      Self.joules("spirals", 0.4, "laptop-cpu", batch: 1024, seed: 2),
      Self.joules("resnet", 0.3, "horowitz-45nm", batch: 8),
      Self.joules("resnet both", 0.4, "server-cpu"),
      Self.joules("resnet both", 0.4, "laptop-cpu", batch: 4, seed: 2),
      Self.joules("convnet", 0.5, "nucleo-h7a3"),
      Self.joules("convnet", 0.4, "eyeriss-65nm-array", batch: 4),
      Self.joules("resnet both", 0.2, "raspberry-pi-4-fp32", seed: 2),
    ]

    private static func joules(
      _ net: String, _ target: Double, _ device: String, batch: Int = 1, seed: UInt64 = 1
    ) -> Case {
      let model = EnergyModel(DeviceCatalog.find(device)!)
      return Case(
        net: net, target: target, cost: .joules(model, batch: batch), seed: seed, steps: 240,
        retire: seed == 2 ? nil : 0.5)
    }

    @Test(arguments: joules) func meetsItsJoules(_ test: Case) throws {
      #expect(test.target < GateFloors.largestCut(try test.network(), test.cost))
      let result = try test.run()
      try check(test, result)
      // The search came near by itself.
      let freeze = try #require(result.method.freezeReport)
      #expect(abs(1 - freeze.shareBefore - test.target) < 0.15)
    }

    @Test(arguments: variants) func variantsMeetIt(_ test: Case) throws {
      try check(test, test.run())
    }

    @Test(arguments: [0.3, 0.6], [1, 2] as [UInt64])
    func blocksAlone(_ target: Double, _ seed: UInt64) throws {
      let test = Case(net: "resnet blocks", target: target, seed: seed)
      let result = try test.run()
      let map = GateMap(result.dense.graph)
      let cost = GatedCost(result.dense.graph, map, .macs)
      var nearest = Double.infinity
      for bits in 0..<(1 << map.gates.count) {
        let total = cost.total(map.gates.indices.map { bits >> $0 & 1 == 1 ? 1 : 0 })
        nearest = min(nearest, abs(1 - total / cost.open - target))
      }
      let proof = try result.compaction()
      let achieved = result.achieved(proof.network)
      #expect(abs(achieved - target) <= max(nearest + 1e-9, Consensus.tolerance))
      #expect(proof.maxDifference == 0)
    }

    /// Gates that all begin alike do not fall together.
    @Test(arguments: ["moons", "convnet"]) func alikeStaticGatesDoNotCollapse(
      _ net: String
    ) throws {
      let test = Case(net: net, target: 0.5, steps: 300, retire: nil, kind: .static)
      var network = try test.network()
      for index in network.parameters.indices where network.parameters[index].role == .gate {
        network.parameters[index].value = Tensor(
          network.parameters[index].value.dimensions, repeating: 2)
      }
      var settings = ConsensusSettings(target: 0.5, cost: .macs)
      settings.retire = nil
      let result = try test.lab().consensus(network, settings, steps: 300)
      try check(test, result)
      let freeze = try #require(result.method.freezeReport)
      #expect(freeze.shareBefore > 0.3)
    }

    /// Polarization makes images agree.
    @Test(arguments: [1, 2] as [UInt64]) func polarizationBringsConsensus(_ seed: UInt64) throws {
      let consensus = try [ConsensusSettings.Polarization.off, .hard].map { polarization in
        let result = try Case(
          net: "convnet", target: 0.5, seed: seed, steps: 300, polarization: polarization
        ).run()
        return try #require(result.method.freezeReport).agreement.consensus
      }
      #expect(consensus[0] + 0.05 <= consensus[1])
    }

    @Test func sameSeedSameResult() throws {
      for net in ["convnet", "resnet both"] {
        let runs = try (0..<2).map { _ in try Case(net: net, target: 0.4).run() }
        #expect(Snapshot(runs[0].run, runs[0].method) == Snapshot(runs[1].run, runs[1].method))
      }
    }

    /// Gates set by hand keep their setting, and the others meet the target.
    @Test(arguments: [nil, 0.5]) func gatesSetByHandSurvive(_ retire: Double?) throws {
      let test = Case(net: "convnet", target: 0.5, retire: retire)
      var network = try test.network()
      let (node, module) = network.gateModules[1]
      var settings = module.settings
      for place in [0, 1, 2] { settings[place] = .on }
      for place in [7, 8, 9] { settings[place] = .off }
      network = network.setting(gatesOf: node, to: settings)
      var asked = ConsensusSettings(target: 0.5, cost: .macs)
      asked.retire = retire
      let result = try test.lab().consensus(network, asked, steps: 200)
      let small = try result.compaction()
      let name = network.graph.nodes[node].name
      let gated = try #require(small.gated.graph.index(named: name))
      let final = try #require(small.gated.graph.nodes[gated].layer as? GateModule).settings
      #expect([0, 1, 2].allSatisfy { final[$0] == .on })
      #expect([7, 8, 9].allSatisfy { final[$0] == .off })
      #expect(abs(result.achieved(small.network) - 0.5) <= 0.02)
    }

    /// A whole layer set off by hand still keeps a channel.
    @Test func noLayerFallsToZero() throws {
      let test = Case(net: "convnet", target: 0.5, retire: nil)
      var network = try test.network()
      let (node, module) = network.gateModules[2]
      network = network.setting(gatesOf: node, to: module.settings.map { _ in .off })
      let method = Consensus(
        network, ConsensusSettings(target: 0.5, cost: .macs), horizon: Horizon(start: 0, steps: 10))
      let decision = method.projection(network)
      #expect(decision.projection.open[method.map.range(of: node)].count { $0 } == 1)
      #expect(abs(decision.projection.cost / method.denseCost - 0.5) <= 0.02)
    }

    /// The largest cut is what the run reaches when asked for more.
    @Test func largestCutIsTheEnd() throws {
      for net in ["moons", "convnet"] {
        let test = Case(net: net, target: 0.9999)
        let network = try test.network()
        let largest = GateFloors.largestCut(network, .macs)
        #expect(largest > 0.8 && largest < 0.9999)
        let result = try test.run()
        let small = try result.compaction().network
        #expect(abs(result.achieved(small) - largest) <= 1e-9)
        #expect(ConsensusRun.narrowest(small) >= 1)
      }
    }

    /// Floors hold a layer's last channels open, and let go of them where the method ends early.
    @Test func floorsHoldAndLetGo() throws {
      let test = Case(net: "convnet", target: 0.9999)
      var settings = ConsensusSettings(target: test.target, cost: .macs)
      settings.polarization = .off
      let network = try test.network()
      let result = try test.lab().consensus(network, settings, steps: 139, horizon: 200)
      let held = result.run.network.gateModules.flatMap { $0.module.settings }
      #expect(!result.method.isFinished)
      #expect(held.contains(.on))
      let free = result.method.released(result.run.network)
      #expect(free.gateModules.flatMap { $0.module.settings }.allSatisfy { $0 == .free })
    }

    /// Until the gates have to settle the polarization's boost grows on the target alone; from then
    /// on it grows to its bound.
    @Test func boostNeedsTheTargetUntilItSettles() throws {
      let test = Case(net: "convnet", target: 0.5, steps: 200)
      let lab = try test.lab()
      let network = try test.network()
      var run = Run(network)
      var method: (any TrainingMethod)? = Consensus(
        network, ConsensusSettings(target: 0.5, cost: .macs),
        horizon: Horizon(start: 0, steps: 200))
      var last = 1.0
      for step in 0..<140 {
        _ = lab.trainer(horizon: 200).train(&run, &method, steps: 1)
        let now = try #require(method as? Consensus)
        let target = now.schedule(lab.stepsPerEpoch).value(at: Double(step) / 200)
        #expect((1...Consensus.largestBoost).contains(now.boost))
        if Double(step) / 200 >= Consensus.settling {
          #expect(now.boost > last || now.boost == Consensus.largestBoost)
        } else if now.boost > last {
          #expect(abs(now.share - target) <= Consensus.tolerance + 1e-12)
        }
        last = now.boost
      }
    }

    /// A run that ends before its freeze meets the target by projection.
    @Test func unfinishedRunsMeetItToo() throws {
      let test = Case(net: "convnet", target: 0.5, retire: 0.5)
      let result = try test.lab().consensus(
        test.network(), ConsensusSettings(target: 0.5, cost: .macs), steps: 80, horizon: 200)
      #expect(!result.method.isFinished)
      let proof = try result.compaction()
      #expect(abs(result.achieved(proof.network) - 0.5) <= 0.02)
      #expect(proof.maxDifference == 0)
    }
  }
}
