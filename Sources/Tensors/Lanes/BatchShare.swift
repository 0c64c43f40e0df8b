/// The part of a batch that this process has, where the processes of a `RankGroup` share it out:
/// whole blocks of 16 images. Sums over images are put together in the order of the whole batch
/// (`LayerSum`), so that their digits are those of one process.
///
/// A process for which no block is left computes the first one as well, and what it computes counts
/// nowhere.
public final class BatchShare {
  /// That of the step under way; nil where every process has all images.
  public nonisolated(unsafe) static var current: BatchShare?

  private let group: RankGroup
  /// Images of the whole batch.
  public let count: Int
  /// Blocks that each rank answers for.
  private let owned: [Range<Int>]

  /// - Parameter count: images of the whole batch, one at least.
  public init(_ group: RankGroup, count: Int) {
    self.group = group
    self.count = count
    owned = Self.shares(of: count.vectors, among: group.count)
  }

  /// The images that this process computes.
  public var images: Range<Int> {
    let own = owned[group.rank]
    let blocks = own.isEmpty ? 0..<1 : own
    return blocks.lowerBound * lanes..<min(count, blocks.upperBound * lanes)
  }

  /// Blocks of the whole batch.
  var blocks: Int { count.vectors }

  /// Numbers of all blocks in their order, from those of this process's.
  ///
  /// - Parameter size: numbers of a block.
  func gather(_ part: Storage, size: Int) -> Storage { gather(part, of: owned, size: size) }

  /// `count` pieces of work shared out: a range for each rank.
  func shares(of count: Int) -> [Range<Int>] { Self.shares(of: count, among: group.count) }

  private static func shares(of count: Int, among ranks: Int) -> [Range<Int>] {
    (0..<ranks).map { count * $0 / ranks..<count * ($0 + 1) / ranks }
  }

  /// The piece of work that is this process's.
  func own(_ shares: [Range<Int>]) -> Range<Int> { shares[group.rank] }

  /// Fills in what the other processes have of results of which each has its own pieces.
  ///
  /// - Parameters:
  ///   - shares: which pieces each rank has.
  ///   - size: numbers of a piece.
  func complete(_ results: Storage, of shares: [Range<Int>], size: Int) {
    let own = self.own(shares)
    let part = Storage(own.count * size)
    part.pointer.update(from: results.pointer + own.lowerBound * size, count: own.count * size)
    let all = gather(part, of: shares, size: size)
    results.pointer.update(from: all.pointer, count: shares.reduce(0) { $0 + $1.count } * size)
  }

  /// Results of all pieces in their order.
  ///
  /// - Parameters:
  ///   - part: those of this process's pieces.
  ///   - shares: which pieces each rank has.
  ///   - size: numbers of a piece.
  func gather(_ part: Storage, of shares: [Range<Int>], size: Int) -> Storage {
    let counts = shares.map { $0.count * size }
    let total = counts.reduce(0, +)
    let all = Storage(total)
    group.gather(
      UnsafeBufferPointer(start: UnsafePointer(part.pointer), count: counts[group.rank]), counts,
      to: UnsafeMutableBufferPointer(start: all.pointer, count: total))
    return all
  }

  /// The blocks of the whole batch that each rank needs, from those that each has; what a rank does
  /// not need is left as it is.
  func exchange(_ part: Activations, needs: [Range<Int>]) -> Activations {
    let size = part.blockSize
    let first = owned[group.rank].lowerBound
    func shared(_ need: Range<Int>, _ own: Range<Int>) -> Range<Int> { need.clamped(to: own) }
    let sent = needs.map { need in
      let blocks = shared(need, owned[group.rank])
      return (blocks.lowerBound - first) * size..<(blocks.upperBound - first) * size
    }
    let taken = owned.map { own in
      let blocks = shared(needs[group.rank], own)
      return blocks.lowerBound * size..<blocks.upperBound * size
    }
    let all = Storage(blocks * size)
    group.exchange(part.pointer, sent, to: all.pointer, taken)
    return Activations(count, part.shape, sharing: all)
  }

  /// A value of each image in their order, from those of this process's.
  public func gather<Element: BitwiseCopyable>(_ part: [Element]) -> [Element] {
    guard let filler = part.first else { return [] }
    let counts = owned.map { blocks in
      max(0, min(count, blocks.upperBound * lanes) - blocks.lowerBound * lanes)
    }
    var all = [Element](repeating: filler, count: count)
    part.withUnsafeBufferPointer { part in
      all.withUnsafeMutableBufferPointer { all in
        group.gather(
          UnsafeBufferPointer(rebasing: part.prefix(counts[group.rank])), counts, to: all)
      }
    }
    return all
  }
}

extension Activations {
  /// Images of the batch that these belong to.
  var batchCount: Int { BatchShare.current?.count ?? count }

  /// Images that count in a block of the batch that these belong to.
  func validInBatch(_ block: Int) -> Int { min(lanes, batchCount - block * lanes) }

  /// How a sum over the blocks of the batch is put together: batch norm's, a bias's, a gate's mean.
  public var blockSum: LayerSum { .blocks(batchCount.vectors) }

  /// Partials of the blocks of the whole batch, from those of these images.
  ///
  /// - Parameter size: numbers of a block.
  func ofBatch(_ partials: Storage, size: Int) -> Storage {
    BatchShare.current?.gather(partials, size: size) ?? partials
  }

  /// The whole batch.
  var ofBatch: Activations {
    guard let share = BatchShare.current else { return self }
    return Activations(share.count, shape, sharing: share.gather(storage, size: blockSize))
  }
}
