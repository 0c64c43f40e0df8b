import Tensors

extension Network {
  /// Images that go through the layers together in evaluation. Few, where the maps of many outweigh
  /// the weights: the maps then stay in the nearer caches, and weights are read again for less.
  public var evaluationBatch: Int {
    let largest = graph.nodes.map { $0.shape.size }.max() ?? 0
    return parameterCount < largest * 128 ? 32 : 256
  }

  /// The outputs of a batch in evaluation, some images at a time; each image's are those of
  /// `forward`.
  ///
  /// - Throws: `Interruption` where `stop` was raised.
  public func outputs(
    of x: Activations, stop: StopFlag? = nil
  ) throws(Interruption) -> Activations {
    let step = evaluationBatch
    var parts: [Activations] = []
    for first in stride(from: 0, to: x.count, by: step) {
      let images = step < x.count ? x.images(first..<min(first + step, x.count)) : x
      parts.append(try forward(images, mode: .evaluation, stop: stop).output.value)
    }
    return parts.count == 1 ? parts[0] : Activations.stacked(parts)
  }
}
