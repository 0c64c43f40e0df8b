import Tensors

extension Network {
  /// Images that go through the layers together in evaluation. One block of 16, where the maps of
  /// many outweigh the weights: the maps then stay in the caches of one processor.
  public var evaluationBatch: Int {
    let largest = graph.nodes.filter(\.isRead).map { $0.shape.size }.max() ?? 0
    return parameterCount < largest * 128 ? Activations.imagesPerBlock : 256
  }

  /// Runs `count` batches in evaluation and shows each to `visit`, in order. Batches of one block
  /// go side by side, a thread each, so that no layer waits for another thread.
  ///
  /// - Parameters:
  ///   - images: of a full batch.
  ///   - batch: the images of a batch; asked on any thread.
  /// - Throws: `Interruption` where `stop` was raised.
  public func evaluate(
    batches count: Int, of images: Int, stop: StopFlag? = nil, _ batch: (Int) -> Activations,
    visit: (_ index: Int, _ input: Activations, _ output: Activations, _ pass: Pass) -> Void
  ) throws(Interruption) {
    let isSideBySide = images <= Activations.imagesPerBlock && count >= 2 * Processor.threads
    let together = isSideBySide ? 8 * Processor.threads : 1
    let network = viewed
    // Where weights outweigh maps, so do their filters.
    let filters = isSideBySide ? FilterCache() : nil
    for first in stride(from: 0, to: count, by: together) {
      let range = first..<min(first + together, count)
      let passes = Processor.map(range.count) { index in
        let input = batch(first + index)
        return (try? network.forward(input, mode: .evaluation, stop: stop, filters: filters))
          .map { (input, $0.output.value, $0.pass) }
      }
      for (index, done) in zip(range, passes) {
        guard let (input, output, pass) = done else { throw Interruption() }
        visit(index, input, output, pass)
      }
    }
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
    try evaluate(batches: (x.count + step - 1) / step, of: step, stop: stop) {
      step < x.count ? x.images($0 * step..<min(($0 + 1) * step, x.count)) : x
    } visit: { _, _, output, _ in
      parts.append(output)
    }
    return parts.count == 1 ? parts[0] : Activations.stacked(parts)
  }
}
