import Tensors

/// Records of bytes in a mapped file, all of one size: some of them, in any order. A choice of them
/// copies none.
public struct MappedRecords: Sendable, Hashable {
  /// The file that they lie in.
  public let file: MappedFile
  /// Where the first record of the file begins.
  private let start: Int
  /// Bytes of a record.
  public let size: Int
  /// The places of the records in the file; nil: as they lie.
  private let order: [Int32]?
  /// How many there are.
  public let count: Int

  /// `count` records of `size` bytes that begin at `start`.
  ///
  /// - Precondition: the file reaches so far.
  init(_ file: MappedFile, at start: Int, size: Int, count: Int) {
    precondition(start >= 0 && size > 0 && count >= 0 && start + size * count <= file.count)
    self.init(file, start, size, nil, count)
  }

  private init(_ file: MappedFile, _ start: Int, _ size: Int, _ order: [Int32]?, _ count: Int) {
    self.file = file
    self.start = start
    self.size = size
    self.order = order
    self.count = count
  }

  /// Where record `index` begins in the file.
  public func offset(of index: Int) -> Int { start + Int(order?[index] ?? Int32(index)) * size }

  /// The records at `indices`, in that order.
  func select(_ indices: some Sequence<Int>) -> MappedRecords {
    let chosen = indices.map { order?[$0] ?? Int32($0) }
    return MappedRecords(file, start, size, chosen, chosen.count)
  }

  /// The first `n` of them.
  func prefix(_ n: Int) -> MappedRecords {
    MappedRecords(file, start, size, order.map { Array($0.prefix(n)) }, min(n, count))
  }

  /// The bytes of record `index`.
  func bytes(of index: Int) -> [UInt8] {
    let start = offset(of: index)
    return file.bytes(start..<start + size)
  }

  /// Hands over the bytes of all records, some records at a time: a multiple of eight of them, but
  /// for the last. It ends early where `stop` is raised.
  func eachPiece(stop: StopFlag? = nil, _ visit: (_ bytes: [UInt8]) -> Void) {
    let records = 8 * max(1, (1 << 17) / size)
    for first in stride(from: 0, to: count, by: records) {
      if stop?.isRaised == true { return }
      let last = min(count, first + records)
      if order == nil {
        visit(file.bytes(offset(of: first)..<offset(of: last - 1) + size))
      } else {
        visit((first..<last).flatMap { bytes(of: $0) })
      }
    }
  }
}
