import Tensors
import Testing

@testable import Networks

/// Gates: hard forward, straight through backward.
@Suite struct GateModuleTests {
  static let examples = LayerExample.all.filter { $0.line.hasPrefix("gates") }

  @Test(arguments: examples) func forwardIsHard(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    let module = run.layer as! GateModule
    for mode in [Pass.Mode.training, .evaluation] {
      let result = run.forward(run.inputs(37), mode: mode)
      let record = try #require(result.pass.gates.first)
      #expect(record.gates === result.output)
      #expect(record.node == 4)
      let gates = result.output.value.images
      for (index, gate) in gates.enumerated() {
        switch module.settings[index % module.gateCount] {
        case .on: #expect(gate == 1)
        case .off: #expect(gate == 0)
        case .free: #expect(gate == (record.openness.images[index] > 0.5 ? 1 : 0))
        }
      }
      for gate in 0..<module.gateCount {
        let sum = (0..<37).reduce(0.0) { $0 + Double(gates[$1 * module.gateCount + gate]) }
        #expect(abs(record.means[gate] - sum / 37) < 1e-12)
      }
    }
  }

  /// p = sigmoid(z), noisy in training with the gumbel estimator alone.
  @Test(arguments: examples) func noise(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    let isGumbel = (run.layer as! GateModule).estimator == .gumbel
    for mode in [Pass.Mode.training, .evaluation] {
      let record = run.forward(run.inputs(37), mode: mode).pass.gates[0]
      let isPlain = record.openness.images == record.logits.sigmoid().images
      #expect(isPlain == !(isGumbel && mode == .training))
    }
  }

  /// Noise is (z + log u − log (1 − u)) / temperature: its mean is 0 and its variance π² / 3.
  @Test func gumbelNoiseIsLogistic() throws {
    var run = try LayerRun(LayerExample("gates of=64 channels=0-63 estimator=gumbel", Shape(3)))
    run.parameters[3] = Tensor([64, 16])
    run.parameters[4] = Tensor([64])
    let p = run.forward(run.inputs(256), mode: .training).pass.gates[0].openness.images
    let noise = p.map { p -> Double in
      let value = Double(p)
      return (Elementary.log(value) - Elementary.log(1 - value)) * 2 / 3
    }
    let mean = noise.reduce(0, +) / Double(noise.count)
    let variance = noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(noise.count)
    #expect(abs(mean) < 0.06)
    #expect(abs(variance - 3.29) < 0.15)
  }

  /// dL/dz by hand for one logit a gate, where nothing else stands between: Σ over images.
  @Test func straightThroughByHand() throws {
    var run = try LayerRun(
      LayerExample("gates of=4 channels=0-3 kind=static on=1 off=2", Shape(3)))
    let logits: [Float] = [0.5, 0.25, 1, -2]
    run.parameters = [Tensor([4], logits)]
    let result = run.forward(run.inputs(5), mode: .training)
    #expect(result.output.value.images == (0..<5).flatMap { _ -> [Float] in [1, 1, 0, 0] })
    let slopes: [Float] = [1, 2, 3, 4]
    result.output.accumulate(.constant(by: slopes, count: 5))
    try result.pass.runBack()
    let found = try #require(result.pass.gradients[0]).values
    for gate in 0..<4 {
      let p = 1 / (1 + Elementary.exp(-Double(logits[gate])))
      let isForced = gate == 1 || gate == 2
      let wanted = isForced ? 0 : 5 * Double(slopes[gate]) * p * (1 - p)
      #expect(abs(Double(found[gate]) - wanted) < 1e-6)
    }
  }

  /// A loss term's dL/dḡ reaches every image's gate as its 1/B share.
  @Test func slopesOfMeans() throws {
    var run = try LayerRun(LayerExample("gates of=2 channels=0-1 kind=static", Shape(3)))
    run.parameters = [Tensor([2], [0, 1])]
    let result = run.forward(run.inputs(37), mode: .training)
    result.pass.gates[0].accumulate(slopes: [2, -1])
    try result.pass.runBack()
    let found = try #require(result.pass.gradients[0]).values
    let p = 1 / (1 + Elementary.exp(-1))
    #expect(abs(Double(found[0]) - 0.5) < 1e-6)
    #expect(abs(Double(found[1]) + p * (1 - p)) < 1e-6)
  }

  /// Forced gates pass no gradient to the module, dynamic ones included.
  @Test func forcedGatesGetNothing() throws {
    let run = try LayerRun(LayerExample("gates of=3 channels=0-2 on=0,1 off=2", Shape(4, 3, 3)))
    let result = run.forward(run.inputs(18), mode: .training)
    result.output.accumulate(Activations(18, Shape(3), repeating: 1))
    try result.pass.runBack()
    for gradient in result.pass.gradients {
      #expect(gradient?.values.allSatisfy { $0 == 0 } ?? true)
    }
    #expect(result.inputs[0].gradient?.images.allSatisfy { $0 == 0 } ?? true)
  }

  /// A module that every gate of was decided for computes nothing, and costs nothing.
  @Test func decidedModulesAreIdle() throws {
    let run = try LayerRun(LayerExample("gates of=3 channels=0-2 on=0,1 off=2", Shape(4, 3, 3)))
    let result = run.forward(run.inputs(18), mode: .training)
    #expect(!result.output.isTracked)
    #expect(result.pass.newBuffers.isEmpty)
    #expect(result.pass.gates[0].means == [1, 1, 0])
    let input = [Shape(4, 3, 3)]
    let free = try Graph(input: input[0], lines: ["gates of=3 channels=0-2 on=0 off=2"])
    let (idle, busy) = (run.layer.work(of: input), free.nodes[0].layer.work(of: input))
    #expect(idle.parameters == busy.parameters && busy.multiplyAdds > 0)
    #expect(idle.multiplyAdds == 0 && idle.vectorOperations == 0 && idle.activationElements == 0)
  }

  /// Which gates stay: of channels by their old numbers, the block's as the last one or not at all.
  @Test func narrowing() throws {
    let input = Shape(4, 3, 3)
    let line = "gates of=7 channels=1-3,5 block=on on=0 off=3,4"
    let module = try Graph(input: input, lines: [line]).nodes[0].layer as! GateModule
    let texts = [[0, 1, 3, 4], [0, 1, 3], [4]].map { kept in
      module.narrowed(inputs: [[0, 1]], shapes: [input], outputs: kept).layer.text
    }
    #expect(
      texts == [
        "gates of=7 channels=1-2,5 block=on on=0 off=2-3", "gates of=7 channels=1-2,5 on=0 off=2",
        "gates of=7 block=on off=0",
      ])
  }

  /// Gates start open.
  @Test func startsOpen() throws {
    let graph = try Graph(
      input: Shape(8, 4, 4), lines: ["gates of=32 channels=0-31 kind=static"])
    let network = Network(graph, seed: 3)
    let pass = try network.forward(Activations(4, graph.input), mode: .evaluation).pass
    #expect(pass.gates[0].means == Array(repeating: 1, count: 32))
  }
}
