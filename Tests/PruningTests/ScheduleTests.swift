import Networks
import Tensors
import Testing
import Training

@testable import Pruning

/// The target along the run and the price that keeps the cost on it.
@Suite struct ScheduleTests {
  @Test func targetFallsOnceAndStays() {
    let schedule = TargetSchedule(remaining: 0.3, start: 0.1, end: 0.5)
    #expect(schedule.value(at: 0) == 1)
    #expect(schedule.value(at: 0.1) == 1)
    #expect(abs(schedule.value(at: 0.3) - (1 - 0.7 * 0.875)) < 1e-12)
    #expect(abs(schedule.value(at: 0.5) - 0.3) < 1e-12)
    #expect(abs(schedule.value(at: 1) - 0.3) < 1e-12)
    let values = (0...200).map { schedule.value(at: Double($0) / 200) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  /// A warm-up counts epochs, and leaves the target time to fall before the freeze.
  @Test(arguments: [Nets.Gating.channels, .both]) func warmup(_ gating: Nets.Gating) throws {
    let network = try Network(Nets.resnet(), seed: 1).gated(gating)
    for warmup in [nil, 0.0, 1, 3, 1000] {
      var settings = ConsensusSettings(target: 0.5, cost: .macs)
      settings.warmup = warmup
      let method = Consensus(network, settings, horizon: Horizon(start: 0, steps: 100))
      let schedule = method.schedule(10)
      let asked = min(warmup.map { $0 / 10 } ?? Consensus.descentStart, 0.4)
      #expect(abs(schedule.start - asked) < 1e-12)
      #expect(schedule.value(at: schedule.start) == 1)
      #expect(schedule.end - schedule.start >= 0.2 - 1e-12)
      #expect(schedule.end < Consensus.freeze)
      #expect(abs(schedule.value(at: Consensus.freeze) - 0.5) < 1e-12)
    }
  }

  /// Gates are hurried only where the search is too short for their pace.
  @Test(arguments: [(600, 0.7, 1.0), (300, 0.7, 2), (3000, 0.1, 1.4), (40, 0.7, 4), (9000, 0.2, 1)])
  func shortSearchesHurry(_ steps: Int, _ freeze: Double, _ hurry: Double) throws {
    var settings = ConsensusSettings(target: 0.5, cost: .macs)
    settings.freeze = freeze
    let method = Consensus(
      try Network(Nets.mlp(), seed: 1).gated(), settings,
      horizon: Horizon(start: 0, steps: steps))
    #expect(abs(method.gateRate - hurry * GateOptimizer.rate) < 1e-12)
  }

  @Test func polarizationRisesLate() throws {
    let method = Consensus(
      try Network(Nets.mlp(), seed: 1).gated(), ConsensusSettings(target: 0.5, cost: .macs),
      horizon: Horizon(start: 0, steps: 100))
    #expect(method.strength(at: 0.2) == 0)
    #expect(abs(method.strength(at: 0.4) - 2) < 1e-12)
    #expect(method.strength(at: 0.6) == 4)
    #expect(method.strength(at: 1) == 4)
  }

  @Test func controllerIsProportionalAndIntegral() {
    var controller = CostController()
    controller.update(excess: 0.1)
    #expect(abs(controller.price - (4 + 0.05)) < 1e-12)
    controller.update(excess: -0.2)
    #expect(abs(controller.price - (-8 + 0.05 - 0.1)) < 1e-12)
    controller.update(excess: 0.5, holdsIntegral: true)
    #expect(abs(controller.sum + 0.05) < 1e-12)
  }

  @Test func controllerIsClipped() {
    var controller = CostController()
    for _ in 0..<1000 {
      controller.update(excess: 1)
      #expect(controller.sum <= CostController.limit && controller.price <= CostController.limit)
    }
    #expect(controller.price == CostController.limit)
    // From the clip it comes back at once: nothing is stored beyond the limit.
    controller.update(excess: -1)
    #expect(controller.price < 1)
    for _ in 0..<1000 { controller.update(excess: -1) }
    #expect(controller.price == -CostController.limit)
  }
}

/// Gates without images: logits that move `rate` a step against their slope, as Adam moves them.
private struct Plant {
  var logits: [Double]
  /// What the task pays for each gate.
  var worth: [Double]
  var controller = CostController()
  var rate = 0.01
  private var speed: [Double]

  init(logits: [Double], worth: [Double]) {
    self.logits = logits
    self.worth = worth
    speed = logits.map { _ in 0 }
  }

  /// `count` gates around 2, each worth a little.
  static func varied(_ count: Int, around centre: Double = 2) -> Plant {
    let generator = Generator(seed: 3, stream: .trial)
    return Plant(
      logits: (0..<count).map { centre + 0.3 * Double(generator.normal($0)) },
      worth: (0..<count).map { 2 / Double(count) * Double(generator.uniform(1000 + $0)) })
  }

  var share: Double { Double(logits.count { $0 > 0 }) / Double(logits.count) }

  mutating func step(target: Double, strength: Double = 0, holdsIntegral: Bool = false) {
    controller.update(excess: share - target, holdsIntegral: holdsIntegral)
    let part = 1 / Double(logits.count)
    for i in logits.indices {
      let mean = logits[i] > 0 ? 1.0 : 0.0
      let slope = controller.price * part + strength * part * (1 - 2 * mean) - worth[i]
      speed[i] = 0.9 * speed[i] + 0.1 * (slope > 0 ? 1 : -1)
      logits[i] -= rate * speed[i]
    }
  }
}

/// The method's control on plants.
@Suite struct PlantTests {
  private static let schedule = TargetSchedule(remaining: 0.5)

  @Test func tracksItsTarget() {
    var plant = Plant.varied(64)
    var worst = 0.0
    for step in 0..<1000 {
      let target = Self.schedule.value(at: Double(step) / 1000)
      plant.step(target: target)
      if step > 400 { worst = max(worst, abs(plant.share - target)) }
    }
    #expect(worst <= 0.1)
    #expect(abs(plant.share - 0.5) <= 0.04)
  }

  @Test func opensAgainFromBelow() {
    var plant = Plant.varied(64, around: -0.6)
    plant.worth = plant.worth.map { _ in 0 }
    #expect(plant.share < 0.1)
    var smallest = 0.0
    for _ in 0..<400 {
      plant.step(target: 0.5)
      smallest = min(smallest, plant.controller.price)
    }
    #expect(smallest < 0)
    #expect(abs(plant.share - 0.5) <= 0.05)
  }

  /// A polarization above what the price can climb holds every gate open; a ramp of the same
  /// height lets gates through before it, and the method's own lets through all it should.
  @Test func polarizationIsABarrier() throws {
    func share(height: Double, ramped: Bool) throws -> Double {
      var settings = ConsensusSettings(target: 0.5, cost: .macs)
      settings.strength = height
      let method = Consensus(
        try Network(Nets.mlp(), seed: 1).gated(), settings, horizon: Horizon(start: 0, steps: 1000))
      var plant = Plant.varied(64)
      for step in 0..<1000 {
        let progress = Double(step) / 1000
        plant.step(
          target: Self.schedule.value(at: progress),
          strength: ramped ? method.strength(at: progress) : height)
      }
      return plant.share
    }
    let tall = 1.5 * CostController.limit
    #expect(try share(height: tall, ramped: false) == 1)
    #expect(try share(height: tall, ramped: true) < 0.8)
    let own = ConsensusSettings(target: 0.5, cost: .macs).strength
    #expect(abs(try share(height: own, ramped: true) - 0.5) <= 0.06)
  }

  /// Alike gates all cross together. With the integral held until they arrive they come back at
  /// once; without, it winds up on the way and keeps them shut.
  @Test func holdingTheIntegralBringsAlikeGatesBack() {
    func longestShut(_ holds: Bool) -> Int {
      var plant = Plant(
        logits: Array(repeating: 2, count: 32), worth: Array(repeating: 0, count: 32))
      var shut = 0
      var longest = 0
      for step in 0..<600 {
        let target = Self.schedule.value(at: Double(step) / 600)
        let waits = Consensus.travel(plant.logits, excess: plant.share - target)
        plant.step(target: target, holdsIntegral: holds && waits)
        shut = plant.share == 0 ? shut + 1 : 0
        longest = max(longest, shut)
      }
      return longest
    }
    #expect(longestShut(true) <= 60)
    #expect(longestShut(false) > longestShut(true))
  }
}
