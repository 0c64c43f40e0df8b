/// What an optimizer touches for each parameter at each step.
public struct OptimizerCost: Hashable, Sendable, Codable {
  /// Words read and written: the weight twice, the gradient once, each moment twice.
  public var words: Double

  /// Element-wise operations.
  public var operations: Double

  /// What an optimizer touches and computes for one parameter.
  public init(words: Double, operations: Double) {
    self.words = words
    self.operations = operations
  }

  /// Plain gradient descent: read weight and gradient, write weight; one multiplication, one sum.
  public static let sgd = OptimizerCost(words: 3, operations: 2)

  /// With momentum: a velocity is read and written; weight decay included.
  public static let momentum = OptimizerCost(words: 5, operations: 6)

  /// Adam: two moments are read and written; Kingma and Ba, ICLR 2015, algorithm 1.
  public static let adam = OptimizerCost(words: 7, operations: 12)
}

extension EnergyModel {
  /// Joules of one image in one training step of a batch.
  ///
  /// Three passes a layer, each of the forward pass's multiply-adds: forward, backward to the
  /// input, backward to the weights (a stated assumption, exact for convolutions and linear layers;
  /// the element-wise part of the backward pass is taken to cost what the forward part costs). The
  /// first layer with weights needs no gradient of its input. All outputs of the batch stay alive
  /// until their backward pass and take room on the chip. The optimizer's traffic comes once a
  /// batch.
  /// - Parameters:
  ///   - layers: the work of one image forward.
  ///   - batch: images of a step; below 1 counts as 1.
  ///   - inputGradient: true to charge the gradient of the network's own input as well.
  /// - Returns: figures of one image; `perBatch` is the step. The last entry is the optimizer.
  public func trainingStep(
    _ layers: [LayerWork], batch: Int, optimizer: OptimizerCost = .momentum,
    inputGradient: Bool = false
  ) -> EnergyEstimate {
    let images = Double(max(1, batch))
    let first = layers.firstLearned
    let held = images * layers.reduce(0) { $0 + $1.charged.outputElements }
    var passes: [(name: String, passes: [Sweep])] = []
    for (index, layer) in layers.enumerated() {
      var sweep = [Sweep(layer)]
      if inputGradient || index > first { sweep.append(Sweep(layer)) }
      if layer.work.parameters > 0 { sweep.append(Self.gradient(of: layer)) }
      passes.append((layer.name, sweep))
    }
    let parameters = layers.total.parameters
    // Work counts images; the optimizer runs once a batch whatever its size.
    let update = Work(
      weightElements: parameters * optimizer.words,
      vectorOperations: parameters * optimizer.operations / images)
    passes.append(("optimizer", [Sweep(work: update, isLaunched: parameters > 0)]))
    return estimate(passes, batch: batch, held: held)
  }

  /// Backward to the weights: input and output gradient are read, the weight gradient is written.
  private static func gradient(of layer: LayerWork) -> Sweep {
    var work = layer.charged
    if work.connections > 0 { work.vectorOperations = 0 }
    return Sweep(work: work, isLaunched: layer.isLaunched)
  }
}
