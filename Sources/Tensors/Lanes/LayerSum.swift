/// How a sum of a training step over the images of a batch is put together.
///
/// The order of a sum decides its digits, so every sum over images says here what it is made of, by
/// shapes alone, and adds up through it. Partials can be computed apart, on other threads or other
/// machines, and joined in their order to the same digits; one accumulator
/// cannot be split, but several results can be shared out.
public enum LayerSum: Hashable, Sendable {
  /// A partial for each block of images, joined in block order: statistics and gradients of batch
  /// norm, biases, means of gates, weights of layers computed directly on large maps.
  case blocks(Int)
  /// A partial for each slice of the batch's tiles, joined in slice order: weights by Winograd. A
  /// slice may begin within a block.
  case slices(Int)
  /// A number for each image, added in image order in double precision: losses.
  case images(Int)
  /// One accumulator over all blocks: weights on small maps and of small batches.
  case whole

  /// Partials there are.
  public var parts: Int {
    switch self {
    case .blocks(let count), .slices(let count), .images(let count): count
    case .whole: 1
    }
  }

  /// Adds up the partials of `count` sums, in order.
  func join(_ partials: Storage, of count: Int, to result: Storage) {
    let parts = parts
    Processor.parallelRanges(count, grain: 4096) { range in
      for i in range {
        var sum = partials.pointer[i]
        for part in 1..<max(1, parts) { sum += partials.pointer[part * count + i] }
        result.pointer[i] = sum
      }
    }
  }

  /// `start`, and each part in turn added to it by `add`.
  @inline(__always)
  func joined<Total>(
    _ start: Total, _ add: (_ sum: inout Total, _ part: Int) -> Void
  ) -> Total {
    var sum = start
    for part in 0..<parts { add(&sum, part) }
    return sum
  }
}
