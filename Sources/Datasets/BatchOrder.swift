import Tensors

/// The records of one epoch in the order of their batches; the last batch may be short.
///
/// A shuffled order is the permutation of (seed, stream `order`, epoch): the same numbers give the
/// same order, whatever ran before.
public struct BatchOrder: Sendable, Hashable {
  /// Every record once, in order.
  public let order: [Int]
  /// Records of a full batch, at least 1.
  public let batch: Int

  /// - Parameters:
  ///   - count: records of the part; 0 gives no batch.
  ///   - batch: records of a batch; below 1 counts as 1.
  ///   - shuffled: false for evaluation: records as they lie.
  public init(count: Int, batch: Int, seed: UInt64 = 0, epoch: Int = 0, shuffled: Bool) {
    self.batch = Swift.max(1, batch)
    let number = Swift.max(0, count)
    if shuffled {
      order = Tensors.Generator(
        seed: seed, stream: .order, epoch: UInt64(truncatingIfNeeded: epoch)
      ).permutation(number)
    } else {
      order = Array(0..<number)
    }
  }
}

extension BatchOrder: RandomAccessCollection {
  /// The first batch.
  public var startIndex: Int { 0 }

  /// Number of batches, ⌈records / batch⌉.
  public var endIndex: Int { order.isEmpty ? 0 : (order.count - 1) / batch + 1 }

  /// The records of batch `index`.
  public subscript(index: Int) -> ArraySlice<Int> {
    let start = index * batch
    return order[start..<start + Swift.min(batch, order.count - start)]
  }
}
