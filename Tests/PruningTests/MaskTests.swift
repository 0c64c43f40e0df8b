import Networks
import Tensors
import Testing
import Training

@testable import Pruning

extension Network {
  /// Half of the weights of each layer go.
  mutating func maskRandomly(seed: UInt64 = 1) {
    let generator = Generator(seed: seed, stream: .gates)
    for index in parameters.indices where parameters[index].role == .weight {
      let draws = generator.split(index)
      parameters[index].hold(
        Tensor(parameters[index].value.dimensions) { draws.uniform($0) < 0.5 ? 0 : 1 })
    }
  }

  mutating func mask(_ name: String, where isGone: (_ row: Int, _ column: Int) -> Bool) {
    let index = parameters.firstIndex { $0.name == name }!
    let dimensions = parameters[index].value.dimensions
    let inner = dimensions.dropFirst(2).reduce(1, *)
    parameters[index].hold(
      Tensor(dimensions) { place in
        isGone(place / inner / dimensions[1], place / inner % dimensions[1]) ? 0 : 1
      })
  }
}

/// Adds to every gradient, also where masks are.
private struct Push: TrainingMethod {
  mutating func prepare(_ run: inout Run, _ context: StepContext) throws(Interruption) {}

  mutating func addTerms(
    _ pass: Pass, _ output: Activations, _ run: Run, _ context: StepContext
  ) -> Double {
    for (index, parameter) in run.network.parameters.enumerated() {
      pass.accumulate(Tensor(parameter.value.dimensions, repeating: 0.01), at: index)
    }
    return 1
  }
}

extension PruningSuite {
  @Suite struct MaskTests {
    private static let rules: [any Optimizer] = [
      SGD(momentum: 0.9, nesterov: true), Adam(beta1: 0.9, beta2: 0.99), AdamW([:]),
    ]

    /// Exactly zero after each step, and so is what the optimizer remembers, although gradients,
    /// momentum and decay pull; the rest moves.
    @Test(arguments: [0, 1, 2]) func staysZeroAfterEachStep(_ rule: Int) throws {
      let lab = try Lab.shapes(train: 64)
      var trainer = lab.trainer(horizon: 20)
      trainer.settings.optimizer = Self.rules[rule]
      trainer.settings.decay = 0.1
      let start = Network(Nets.convnet(), seed: 1)
      var run = Run(start)
      var method: (any TrainingMethod)? = Push()
      _ = trainer.train(&run, &method, steps: 2)
      run.network.maskRandomly()
      run.optimizerState.clearMasked(run.network)
      for _ in 0..<5 {
        _ = trainer.train(&run, &method, steps: 1)
        for (index, parameter) in run.network.parameters.enumerated() {
          guard let mask = parameter.mask?.values else { continue }
          let values = parameter.value.values
          #expect(mask.indices.allSatisfy { mask[$0] != 0 || values[$0] == 0 })
          #expect(mask.indices.contains { mask[$0] != 0 && values[$0] != 0 })
          for moment in run.optimizerState.moments[index].map(\.values) {
            #expect(mask.indices.allSatisfy { mask[$0] != 0 || moment[$0] == 0 })
            #expect(moment.contains { $0 != 0 })
          }
        }
      }
    }

    /// A method's terms reach the weights: one step of plain descent moves by rate times them.
    @Test func termsAreAdded() throws {
      let lab = try Lab.moons(train: 32)
      var trainer = lab.trainer(horizon: 10)
      trainer.settings.optimizer = SGD(momentum: 0, nesterov: false)
      trainer.settings.decay = 0
      trainer.settings.schedule = Schedule(.constant)
      let network = Network(Nets.mlp([8]), seed: 1)
      let batch = lab.dataset.batch(of: Array(0..<32), in: lab.dataset.training, for: Classify())
      let ends = try [nil, Push()].map { (method: Push?) in
        var run = Run(network)
        var method: (any TrainingMethod)? = method
        let report = try trainer.step(&run, &method, on: batch)
        #expect(report.penalty == (method == nil ? 0 : 1))
        return run.network.parameters.map(\.value.values)
      }
      for (plain, pushed) in zip(ends[0].joined(), ends[1].joined()) {
        let moved = plain - pushed
        #expect(abs(moved - 0.0005) < 1e-6)
      }
    }

    /// Masks follow rows and columns; the small network computes what the masked one did.
    @Test func surgeryTakesMasksAlong() throws {
      var network = Network(Nets.convnet(), seed: 3)
      network.maskRandomly()
      let ranking = try ChannelRanking(network, .connections, wide: nil)
      let open = ranking.keeping { channels, least in max(least, channels / 2) }
      let result = try ranking.removing(open)
      let recipe = result.recipe.rebased(from: ranking.gated, onto: network)
      for (part, parameter) in zip(recipe.parameters, result.network.parameters) {
        let old = network.parameters[part.source].mask
        #expect(parameter.mask?.values == old.map { part.selection.forward($0).values })
      }
      var back = network
      for index in back.parameters.indices { back.parameters[index].hold(nil) }
      recipe.scatter(result.network, into: &back)
      for (whole, masked) in zip(back.parameters, network.parameters) {
        #expect((whole.mask == nil) == (masked.mask == nil))
      }
      let lab = try Lab.shapes(train: 32, test: 40)
      let closed = ranking.gated.fixing(ranking.map, open)
      let proof = try Compaction(
        comparing: result.network, with: closed, on: lab.dataset, for: Classify())
      #expect(proof.isProven && proof.agreement == 1)
    }

    /// A channel that nothing reads leaves, and so does one that is zero; one that its bias makes a
    /// constant stays.
    @Test func emptiedChannelsLeave() throws {
      var graph = Graph(input: Shape(2))
      for line in ["linear 8", "relu", "linear 8", "relu", "linear 3"] {
        try graph.append(Graph(input: graph.output, lines: [line]).nodes[0].layer)
      }
      var network = Network(graph, seed: 1)
      let names = network.parameters.map(\.name)
      // Neurons 0 and 1 of the first layer are made of nothing; 1 has a bias. Nobody reads 2.
      network.mask(names[0]) { row, _ in row < 2 }
      network.parameters[1].value[1] = 0.5
      network.mask(names[2]) { _, column in column == 2 }
      let small = try #require(network.withoutMaskedChannels())
      #expect(small.graph.nodes[0].shape.channels == 6)
      #expect(small.graph.nodes[2].shape.channels == 8)
      let x = Activations(5, Shape(2), images: (0..<10).map { Float($0) / 3 - 1 })
      let pairs = zip(try network.outputs(of: x).images, try small.outputs(of: x).images)
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(small.withoutMaskedChannels() == nil)
      #expect(Network(graph, seed: 1).withoutMaskedChannels() == nil)
    }

    /// As many as asked go, those a sort of all would take, but for the best of each layer.
    @Test(arguments: [0, 0.3, 0.9, 0.995, 1]) func takesTheLowest(_ share: Double) throws {
      var network = Network(Nets.mlp([20, 10]), seed: 2)
      // Ties.
      for index in network.parameters.indices {
        let values = network.parameters[index].value.values
        network.parameters[index].value = Tensor(network.parameters[index].value.dimensions) {
          (values[$0] * 8).rounded() / 8
        }
      }
      let scene = CriterionScene(
        network: network, producers: [], seed: 1, step: 0,
        dataset: try Lab.moons(train: 20, test: 10).dataset, stop: nil)
      let selection = try WeightSelection(Magnitude(), scene)
      let masks = selection.masks(removing: share, in: .global)
      let scores = selection.parameters.map { network.parameters[$0].value.values.map(abs) }
      let best = scores.map { layer in layer.indices.max { layer[$0] < layer[$1] }! }
      var order: [(score: Float, layer: Int, index: Int)] = []
      for (layer, scores) in scores.enumerated() {
        for (index, score) in scores.enumerated() where index != best[layer] {
          order.append((score, layer, index))
        }
      }
      order.sort { $0 < $1 }
      var expected = scores.map { $0.map { _ in Float(1) } }
      let count = Int((share * Double(scores.joined().count)).rounded())
      for gone in order.prefix(count) { expected[gone.layer][gone.index] = 0 }
      #expect(masks == expected)
      for (layer, mask) in zip(scores, selection.masks(removing: share, in: .layer)) {
        let gone = min(layer.count - 1, Int((share * Double(layer.count)).rounded()))
        #expect(mask.count { $0 == 0 } == gone)
      }
    }

    @Test func countsWhatStays() throws {
      var network = Network(Nets.convnet(), seed: 3)
      network.maskRandomly()
      let layers = MaskedWork.layers(of: network)
      #expect(layers.count > 2)
      for layer in layers {
        let node = network.graph.nodes.firstIndex { $0.name == layer.layer }!
        let weight = network.parameters[network.parameterRange(of: node).lowerBound]
        let kept = weight.mask!.values.count { $0 != 0 }
        let positions = network.graph.nodes[node].shape.area
        #expect(layer.kept == Double(kept))
        #expect(layer.keptMultiplyAdds == Double(kept * positions))
        #expect(layer.connections == Double(weight.value.count))
      }
    }

    /// The average is what the recursion gives by hand, and goes through surgery with the weights.
    @Test func averagesFollow() throws {
      let lab = try Lab.moons(train: 96)
      var trainer = lab.trainer(horizon: 20)
      trainer.settings.averaging = 0.75
      let start = Network(Nets.mlp([8]), seed: 1)
      var run = Run(start)
      var method: (any TrainingMethod)?
      var byHand = start.parameters.map(\.value.values)
      for _ in 0..<7 {
        _ = trainer.train(&run, &method, steps: 1)
        for (index, parameter) in run.network.parameters.enumerated() {
          for (place, weight) in parameter.value.values.enumerated() {
            byHand[index][place] += 0.25 * (weight - byHand[index][place])
          }
        }
      }
      let average = try #require(run.companions[Companion.average])
      let found = average.network(of: run.network)
      #expect(found.parameters.map(\.value.values) == byHand)
      let ranking = try ChannelRanking(run.network, .connections, wide: nil)
      let result = try ranking.removing(ranking.keeping { _, least in least })
      let recipe = result.recipe.rebased(from: ranking.gated, onto: run.network)
      recipe.carry(&run, to: result.network)
      let small = run.companions[Companion.average]!.network(of: run.network)
      for (part, parameter) in zip(recipe.parameters, small.parameters) {
        #expect(
          parameter.value.values
            == part.selection.forward(found.parameters[part.source].value).values)
      }
      trainer.settings.averaging = nil
      _ = trainer.train(&run, &method, steps: 1)
      #expect(run.companions.isEmpty)
    }

    @Test func slimmingReadsAndDrawsScales() throws {
      var network = Network(Nets.resnet(), seed: 3)
      for (index, parameter) in network.parameters.enumerated() where parameter.role == .scale {
        network.parameters[index].value = Tensor(parameter.value.dimensions) {
          Float($0 % 3 - 1) / 2
        }
      }
      let x = Activations(4, network.graph.input, repeating: 0.5)
      let (output, pass) = try network.forward(x, mode: .training, recording: true)
      output.accumulate(Activations(4, network.graph.output))
      try pass.runBack()
      let before = pass.gradients.map { $0?.values }
      let term = Slimming().addTerm(0.25, pass, network)
      var sum = 0.0
      for (index, parameter) in network.parameters.enumerated() {
        guard parameter.role == .scale else {
          #expect(pass.gradients[index]?.values == before[index])
          continue
        }
        let values = parameter.value.values
        sum += values.reduce(0) { $0 + Double(abs($1)) }
        let old = before[index] ?? values.map { _ in 0 }
        for (place, value) in values.enumerated() {
          let slope: Float = value == 0 ? 0 : value > 0 ? 0.25 : -0.25
          let found = pass.gradients[index]!.values[place]
          #expect(found == old[place] + slope)
        }
      }
      #expect(sum > 0 && term == 0.25 * sum)
      let producers = GateSites.channels(of: network.graph).map { $0.producer }
      let scene = CriterionScene(
        network: network, producers: producers, seed: 1, step: 0,
        dataset: try Lab.moons(train: 20, test: 10).dataset, stop: nil)
      #expect(!producers.isEmpty && Slimming().obstacle(network, producers: producers) == nil)
      for (producer, scores) in zip(producers, try Slimming().scores(scene)) {
        let channels = network.graph.nodes[producer].shape.channels
        let expected: [Double] = (0..<channels).map { $0 % 3 == 1 ? 0 : 0.5 }
        #expect(scores == expected)
      }
      let bare = Network(Nets.mlp([8]), seed: 1)
      #expect(Slimming().obstacle(bare, producers: [0])?.code == "no-scales")
    }
  }
}
