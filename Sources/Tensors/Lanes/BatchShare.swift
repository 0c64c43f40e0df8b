/// The part of a batch that this process has, where the processes of a `RankExchange` share it out:
/// whole blocks of 16 images. Sums over images are put together in the order of the whole batch
/// (`LayerSum`), so that their digits are those of one process.
///
/// A process for which no block is left computes the first one as well, and what it computes counts
/// nowhere. One thread at a time works with it.
public final class BatchShare: @unchecked Sendable {
  /// That of the step under way, for the thread that takes it; nil where every process has all
  /// images.
  @TaskLocal public static var current: BatchShare?

  private let group: any RankExchange
  /// Images of the whole batch.
  public let count: Int
  /// Blocks that each rank answers for.
  let owned: [Range<Int>]

  /// - Parameter count: images of the whole batch, one at least.
  public init(_ group: any RankExchange, count: Int) {
    self.group = group
    self.count = count
    owned = Self.shares(of: count.vectors, among: group.count)
  }

  /// Images of the rank that has the most of them.
  public static func most(of count: Int, among ranks: Int) -> Int {
    shares(of: count.vectors, among: ranks).map {
      min(count, $0.upperBound * lanes) - min(count, $0.lowerBound * lanes)
    }.max() ?? 0
  }

  /// Runs `body` on this part of a batch.
  public func run<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Self.$current.withValue(self) { Swift.Result(catching: body) }.get()
  }

  /// The images that this process computes.
  public var images: Range<Int> {
    let own = owned[group.rank]
    let blocks = own.isEmpty ? 0..<1 : own
    return blocks.lowerBound * lanes..<min(count, blocks.upperBound * lanes)
  }

  /// Blocks of the whole batch.
  var blocks: Int { count.vectors }

  /// The sums of all blocks in their order, from those of this process's.
  ///
  /// - Parameter size: numbers of a block.
  func gather(_ part: Storage, size: Int) -> Storage {
    startGather(part, of: owned, size: size, .statistics).arrived()
  }

  /// The same, which nobody waits for yet.
  func startGather(_ part: Storage, size: Int) -> Arriving {
    startGather(part, of: owned, size: size, .statistics)
  }

  /// Starts to bring together a batch of which each process has its images.
  func startGather(_ part: Activations) -> ArrivingActivations {
    ArrivingActivations(
      numbers: startGather(part.storage, of: owned, size: part.blockSize, .activations),
      count: count, shape: part.shape)
  }

  /// `count` pieces of work shared out: a range for each rank.
  func shares(of count: Int) -> [Range<Int>] { Self.shares(of: count, among: group.count) }

  private static func shares(of count: Int, among ranks: Int) -> [Range<Int>] {
    (0..<ranks).map { count * $0 / ranks..<count * ($0 + 1) / ranks }
  }

  /// The piece of work that is this process's.
  func own(_ shares: [Range<Int>]) -> Range<Int> { shares[group.rank] }

  /// Starts to bring together results of which each process has its own pieces.
  ///
  /// - Parameters:
  ///   - part: those of this process's pieces.
  ///   - shares: which pieces each rank has.
  ///   - size: numbers of a piece.
  func startGather(
    _ part: Storage, of shares: [Range<Int>], size: Int, _ kind: Exchange.Kind
  ) -> Arriving {
    let bytes = size * MemoryLayout<Float>.stride
    return start(
      Exchange(kind: kind, pattern: .gather(shares.map { $0.count * bytes })),
      part, Storage(shares.reduce(0) { $0 + $1.count } * size))
  }

  /// Starts to send each process a range of `part`, and to take a range of the result from each.
  func startExchange(
    _ part: Storage, _ sent: [Range<Int>], _ taken: [Range<Int>], count: Int,
    _ kind: Exchange.Kind
  ) -> Arriving {
    let size = MemoryLayout<Float>.stride
    return start(
      Exchange(
        kind: kind,
        pattern: .ranges(
          sent: sent.map { $0.scaled(by: size) }, taken: taken.map { $0.scaled(by: size) })),
      part, Storage(count))
  }

  private func start(_ exchange: Exchange, _ part: Storage, _ all: Storage) -> Arriving {
    Arriving(
      group: group, part: part, all: all,
      number: group.start(exchange, from: part.pointer, to: all.pointer))
  }

  /// Whether every rank has all blocks that it needs.
  func isComplete(_ needs: [Range<Int>]) -> Bool {
    zip(needs, owned).allSatisfy { need, own in need.isEmpty || need.clamped(to: own) == need }
  }

  /// The first block that this process answers for.
  var firstBlock: Int { owned[group.rank].lowerBound }

  /// Starts to give each rank the blocks of the whole batch that it needs, from those that each
  /// has: what arrives is the range that this one needs.
  func startExchange(_ part: Activations, needs: [Range<Int>]) -> ArrivingActivations {
    let size = part.blockSize
    func range(_ need: Range<Int>, of own: Range<Int>, behind first: Int) -> Range<Int> {
      let blocks = need.clamped(to: own)
      return (blocks.lowerBound - first) * size..<(blocks.upperBound - first) * size
    }
    let need = needs[group.rank]
    let sent = needs.map { range($0, of: owned[group.rank], behind: firstBlock) }
    let taken = owned.map { range(need, of: $0, behind: need.lowerBound) }
    return ArrivingActivations(
      numbers: startExchange(part.storage, sent, taken, count: need.count * size, .activations),
      count: max(0, min(count, need.upperBound * lanes) - need.lowerBound * lanes),
      shape: part.shape)
  }

  /// Starts to give each rank some channels of the whole batch.
  func startExchange(_ part: Activations, channels: [Range<Int>]) -> ArrivingActivations {
    let (step, blocks) = (part.shape.area * lanes, owned[group.rank].count)
    let packed = Storage(blocks * part.blockSize)
    let sent = channels.map { $0.scaled(by: step * blocks) }
    Processor.parallel(blocks) { block in
      for (range, place) in zip(channels, sent) {
        (packed.pointer + place.lowerBound + block * range.count * step).update(
          from: part.pointer + block * part.blockSize + range.lowerBound * step,
          count: range.count * step)
      }
    }
    let own = self.own(channels).count
    return ArrivingActivations(
      numbers: startExchange(
        packed, sent, owned.map { $0.scaled(by: own * step) }, count: self.blocks * own * step,
        .activations),
      count: count, shape: Shape(own, part.shape.height, part.shape.width))
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
          UnsafeBufferPointer(rebasing: part.prefix(counts[group.rank])), counts, .scores, to: all)
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
    return share.startGather(self).arrived()
  }
}
