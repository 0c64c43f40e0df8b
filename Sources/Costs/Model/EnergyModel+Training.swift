extension EnergyModel {
  /// Joules of one image in one training step of a batch.
  ///
  /// Three passes a layer, each of the forward pass's multiply-adds: forward, backward to the
  /// input, backward to the weights (a stated assumption, exact for convolutions and linear layers;
  /// the element-wise part of the backward pass is taken to cost what the forward part costs). The
  /// first layer with weights needs no gradient of its input. All outputs of the batch stay alive
  /// until their backward pass and take room on the chip. The optimizer's traffic comes once a
  /// batch. A profile of training prices a step as it was measured: one sweep, which holds it all.
  /// - Parameters:
  ///   - layers: the work of one image forward.
  ///   - batch: images of a step; below 1 counts as 1.
  ///   - inputGradient: true to charge the gradient of the network's own input as well.
  /// - Returns: figures of one image; `perBatch` is the step. The last entry is the optimizer.
  public func trainingStep(
    _ layers: [LayerWork], batch: Int, optimizer: OptimizerCost = .momentum,
    inputGradient: Bool = false
  ) -> EnergyEstimate {
    if device.purpose == .training { return inference(layers, batch: batch) }
    let images = Double(max(1, batch))
    let first = layers.firstLearned
    let held = images * layers.reduce(0) { $0 + $1.charged.outputElements }
    var passes: [(name: String, passes: [LayerPass])] = []
    for (index, layer) in layers.enumerated() {
      var sweep = [LayerPass(layer)]
      if inputGradient || index > first { sweep.append(LayerPass(layer)) }
      if layer.work.parameters > 0 { sweep.append(Self.gradient(of: layer)) }
      passes.append((layer.name, sweep))
    }
    let parameters = layers.total.parameters
    // Work counts images; the optimizer runs once a batch whatever its size.
    let update = Work(
      weightElements: parameters * optimizer.words,
      vectorOperations: parameters * optimizer.operations / images)
    passes.append(("optimizer", [LayerPass(work: update, isLaunched: parameters > 0)]))
    return estimate(passes, batch: batch, held: held)
  }

  /// Backward to the weights: input and output gradient are read, the weight gradient is written.
  private static func gradient(of layer: LayerWork) -> LayerPass {
    var pass = LayerPass(layer)
    if pass.work.connections > 0 { pass.work.vectorOperations = 0 }
    return pass
  }
}

extension EnergyModel {
  /// What a training costs beside its steps.
  public var run: (joules: Joules, seconds: Seconds) {
    let run = device.additive?.run
    return (Joules(run?.joules?.value ?? 0), Seconds(run?.rate?.value ?? 0))
  }
}
