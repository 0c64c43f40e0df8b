/// What one training step does and moves, pass by pass and layer by layer.
///
/// The passes are those of `EnergyModel.trainingStep`, each with the multiply-adds of the forward
/// pass: the first layer with weights, and what comes before it, needs no gradient of its inputs.
/// Not counted: what element-wise layers keep for the backward pass (which values a rectifier let
/// through, where a maximum stood), and the loss.
public struct TrainingStep: Hashable, Sendable {
  /// One pass over the network.
  public struct Part: Hashable, Sendable {
    /// Of the whole batch.
    public var multiplyAdds = 0.0
    /// Of the whole batch; weights move once.
    public var traffic = Traffic.zero
  }

  /// Outputs from inputs and weights.
  public private(set) var forward = Part()
  /// The gradient of each layer's inputs.
  public private(set) var backwardToInputs = Part()
  /// The gradient of the weights.
  public private(set) var backwardToWeights = Part()
  /// The optimizer; it has no multiply-adds of convolutions and linear layers.
  public private(set) var update = Part()
  /// The traffic of each layer's backward pass, in its two parts.
  public private(set) var backward: [Traffic] = []

  /// - Parameters:
  ///   - layers: the work of one image forward.
  ///   - batch: images of a step; below 1 counts as 1.
  public init(_ layers: [LayerWork], batch: Int = 1, optimizer: OptimizerCost) {
    let first = layers.firstLearned
    let images = Double(max(1, batch))
    for (index, layer) in layers.enumerated() {
      let work = layer.work
      forward.add(images * work.multiplyAdds, .forward(work, batch: batch))
      var back = Traffic.zero
      if index > first {
        let traffic = Traffic.backwardToInputs(work, batch: batch)
        backwardToInputs.add(images * work.multiplyAdds, traffic)
        back += traffic
      }
      if work.parameters > 0 {
        let traffic = Traffic.backwardToWeights(work, batch: batch)
        backwardToWeights.add(images * work.multiplyAdds, traffic)
        back += traffic
      }
      backward.append(back)
    }
    update.traffic = .update(parameters: layers.total.parameters, optimizer)
  }

  /// All four passes.
  public var total: Part {
    var total = Part()
    for pass in [forward, backwardToInputs, backwardToWeights, update] {
      total.add(pass.multiplyAdds, pass.traffic)
    }
    return total
  }
}

extension TrainingStep.Part {
  fileprivate mutating func add(_ multiplyAdds: Double, _ traffic: Traffic) {
    self.multiplyAdds += multiplyAdds
    self.traffic += traffic
  }
}
