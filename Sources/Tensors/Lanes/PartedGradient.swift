/// A gradient to weights whose sums are put together from parts, and what becomes of them.
struct PartedGradient {
  /// In what order parts are added up.
  let sum: LayerSum
  /// Numbers of a part: rows of columns.
  let rows: Int
  let columns: Int
  let dimensions: [Int]
  /// Computes, from the sums of some columns, in rows, what these columns give, which lies side by
  /// side; nil where the sums are the gradient.
  var finish: ((_ sums: Storage, _ columns: Int, _ result: Storage) -> Void)?

  /// Fewer numbers are sent whole: at 1 Gb/s their 16 kB take no longer than the latency of a
  /// second exchange and the first one's.
  private static let least = 4096

  /// The gradient from all parts.
  ///
  /// - Parameters:
  ///   - parts: those of this process, one after the other.
  ///   - shares: which parts each rank has; one rank, and no `share`, where this process has all.
  func tensor(_ parts: Storage, of shares: [Range<Int>], _ share: BatchShare?) -> PendingTensor {
    guard let share else { return .ready(tensor(parts)) }
    if sum.parts * rows * columns < Self.least {
      let all = share.startGather(parts, of: shares, size: rows * columns, .weights)
      return .arriving { .ready(tensor(all.arrived())) }
    }
    // Each process adds up some columns of all parts, and all get what these give.
    let ranges = share.shares(of: columns)
    let own = share.own(ranges).count
    let strips = startExchange(parts, share.own(shares).count, of: shares, ranges, share)
    return .arriving {
      let result = joined(strips.arrived(), columns: own)
      let all = share.startGather(result, of: ranges, size: width, .weights)
      return .arriving { .ready(Tensor(dimensions, copying: all.arrived())) }
    }
  }

  /// Numbers that a column gives.
  private var width: Int { dimensions.reduce(1, *) / max(1, columns) }

  private func tensor(_ parts: Storage) -> Tensor {
    let result = Tensor(uninitialized: dimensions)
    join(parts, columns: columns, to: result.storage)
    return result
  }

  private func joined(_ parts: Storage, columns: Int) -> Storage {
    let result = Storage(columns * width)
    join(parts, columns: columns, to: result)
    return result
  }

  private func join(_ parts: Storage, columns: Int, to result: Storage) {
    guard let finish else { return sum.join(parts, of: rows * columns, to: result) }
    let sums = Storage(rows * columns)
    sum.join(parts, of: rows * columns, to: sums)
    finish(sums, columns, result)
  }

  /// Starts to send each rank its columns of this process's parts.
  ///
  /// - Parameter count: parts of this process.
  private func startExchange(
    _ parts: Storage, _ count: Int, of shares: [Range<Int>], _ ranges: [Range<Int>],
    _ share: BatchShare
  ) -> Arriving {
    let (rows, columns) = (count * self.rows, columns)
    let packed = Storage(rows * columns)
    let sent = ranges.map { $0.scaled(by: rows) }
    Processor.parallel(ranges.count) { rank in
      let range = ranges[rank]
      for row in 0..<rows {
        (packed.pointer + sent[rank].lowerBound + row * range.count).update(
          from: parts.pointer + row * columns + range.lowerBound, count: range.count)
      }
    }
    let size = self.rows * share.own(ranges).count
    return share.startExchange(
      packed, sent, shares.map { $0.scaled(by: size) }, count: sum.parts * size, .weights)
  }
}
