import Tensors
import Testing

@testable import Networks

extension Activations {
  /// The images with the numbers of other channels zero.
  func zeroing(allBut kept: [Int]) -> Activations {
    var result = self
    for image in 0..<count {
      for index in 0..<shape.size where !kept.contains(index / shape.area) {
        result[image, index] = 0
      }
    }
    return result
  }

  /// These channels alone.
  func keeping(_ kept: [Int]) -> Activations {
    Activations.concatenated(kept.map { channels($0..<$0 + 1) })
  }
}

/// A narrowed layer is the wide one with channels of zeros, bit for bit.
@Suite struct NarrowingTests {
  /// Examples whose channels may leave.
  static let examples = LayerExample.all.filter {
    guard let layer = try? $0.graph().nodes.last!.layer else { return true }
    return ![.makesInGroups, .pads, .mixes].contains(layer.flow)
  }

  /// The channels that stay: of twins the same, of gates those of the gated channels.
  static func kept(_ run: LayerRun) -> [[Int]] {
    if let layer = run.layer as? Gated {
      let channels = [0, 1, 3, 6]
      if layer.places != nil { return [channels, [2, 5, 8], [1, 2]] }
      return [channels, channels + [run.shapes[1].channels - 1]]
    }
    let isConcat = run.layer is Concat
    return run.shapes.enumerated().map { index, shape in
      (0..<shape.channels).filter { shape.channels < 3 || ($0 + (isConcat ? index : 0)) % 3 != 1 }
    }
  }

  @Test(arguments: examples) func equalsZeroedChannels(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    let kept = Self.kept(run)
    for outputs in [nil, Self.outputs(of: run)] {
      let narrowing = run.layer.narrowed(inputs: kept, shapes: run.shapes, outputs: outputs)
      let narrow = Self.narrow(run, kept, narrowing)
      #expect(
        try narrow.layer.output(of: narrow.shapes).channels == narrowing.outputs.count)
      if run.shapes.count == 1 {
        let again = try Graph(input: narrow.shapes[0], lines: [narrow.layer.text])
        #expect("\(again.nodes[0].layer)" == "\(narrow.layer)")
      }
      for mode in [Pass.Mode.evaluation, .training] {
        if mode == .training, Self.draws(run.layer) { continue }
        let inputs = zip(run.inputs(18), kept).map { $0.zeroing(allBut: $1) }
        let wide = run.forward(inputs, mode: mode)
        let small = narrow.forward(zip(inputs, kept).map { $0.keeping($1) }, mode: mode)
        #expect(
          small.output.value.images == wide.output.value.keeping(narrowing.outputs).images,
          "\(mode)")
        try compareGradients(wide, small, narrowing)
      }
    }
  }

  /// Whether the layer's numbers in training depend on places, which move.
  static func draws(_ layer: any Layer) -> Bool {
    layer is Dropout || (layer as? GateModule)?.estimator == .gumbel
  }

  /// The output channels that stay, of a layer that makes its own.
  static func outputs(of run: LayerRun) -> [Int]? {
    guard
      run.layer is Conv || run.layer is Deconv || run.layer is Linear || run.layer is GateModule
    else { return nil }
    let count = try! run.layer.output(of: run.shapes).channels
    return (0..<count).filter { count < 3 || $0 % 3 != 0 }
  }

  static func narrow(_ run: LayerRun, _ kept: [[Int]], _ narrowing: Narrowing) -> LayerRun {
    func select(_ tensors: [Tensor], _ selections: [Selection]) -> [Tensor] {
      tensors.enumerated().map { index, tensor in
        guard index < selections.count else { return tensor }
        return tensor.selecting(
          rows: selections[index].rows, columns: selections[index].columns)
      }
    }
    return LayerRun(
      narrowing.layer,
      zip(run.shapes, kept).map { Shape($1.count, $0.height, $0.width) },
      parameters: select(run.parameters, narrowing.parameters),
      buffers: select(run.buffers, narrowing.buffers))
  }

  /// The gradient of outputs that stay is the same for every number that stays.
  private func compareGradients(
    _ wide: LayerRun.Result, _ small: LayerRun.Result, _ narrowing: Narrowing
  ) throws {
    let shape = small.output.value.shape
    let count = small.output.value.count
    let slopes = Activations(
      count, shape, images: Formula.uniform("slopes", count * shape.size))
    var padded = Activations(count, wide.output.value.shape)
    for image in 0..<count {
      for (position, channel) in narrowing.outputs.enumerated() {
        for place in 0..<shape.area {
          padded[image, channel * shape.area + place] = slopes[image, position * shape.area + place]
        }
      }
    }
    small.output.accumulate(slopes)
    wide.output.accumulate(padded)
    try small.pass.runBack()
    try wide.pass.runBack()
    for (index, gradient) in small.pass.gradients.enumerated() {
      let selection =
        index < narrowing.parameters.count ? narrowing.parameters[index] : Selection()
      let expected = wide.pass.gradients[index]?.selecting(
        rows: selection.rows, columns: selection.columns)
      #expect(gradient?.values == expected?.values, "parameter \(index)")
    }
  }

  /// An output channel comes from its origin alone, and is zero with it if its layer says so.
  @Test(arguments: LayerExample.all) func channelsComeFromTheirOrigins(
    _ example: LayerExample
  ) throws {
    let run = try LayerRun(example)
    guard case .carries(let zeros, _) = run.layer.flow else {
      #expect(
        (run.layer.origins(of: run.shapes) == nil) == ![.adds, .multiplies, .gates].contains(
          run.layer.flow))
      return
    }
    let origins = try #require(run.layer.origins(of: run.shapes))
    var inputs = run.inputs(18)
    let before = run.forward(inputs, mode: .training).output.value
    #expect(origins.count == before.shape.channels)
    let touched = ChannelOrigin(input: inputs.count - 1, channel: 1)
    inputs[touched.input] = inputs[touched.input].zeroing(
      allBut: (0..<run.shapes[touched.input].channels).filter { $0 != touched.channel })
    let after = run.forward(inputs, mode: .training).output.value
    let (own, others) = (
      origins.indices.filter { origins[$0] == touched },
      origins.indices.filter { origins[$0] != touched }
    )
    #expect(!own.isEmpty)
    #expect(before.keeping(others).images == after.keeping(others).images)
    #expect(before.keeping(own).images != after.keeping(own).images)
    if zeros { #expect(after.keeping(own).images.allSatisfy { $0 == 0 }) }
  }

  /// Of a layer that mixes channels some output moves with several of them, and each moves some.
  @Test(arguments: LayerExample.all) func whatMixesIsNeverNarrowed(_ example: LayerExample) throws {
    let run = try LayerRun(example)
    guard run.layer.flow == .mixes else { return }
    let inputs = run.inputs(18)
    let before = run.forward(inputs, mode: .training).output.value
    var moves = Array(repeating: 0, count: before.shape.channels)
    for channel in 0..<run.shapes[0].channels {
      let rest = (0..<run.shapes[0].channels).filter { $0 != channel }
      let after = run.forward([inputs[0].zeroing(allBut: rest)], mode: .training).output.value
      let moved = moves.indices.filter {
        before.keeping([$0]).images != after.keeping([$0]).images
      }
      #expect(!moved.isEmpty)
      for output in moved { moves[output] += 1 }
      if run.layer is Softmax { #expect(moved.count == moves.count) }
    }
    #expect(moves.contains { $0 > 1 })
  }
}
