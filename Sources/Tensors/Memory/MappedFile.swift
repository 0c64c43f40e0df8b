import Glibc

/// The bytes of a file that are read when they are looked at: the system keeps as many of them in
/// memory as it has room for, so the file may be larger than memory.
///
/// The file must keep its length while it is mapped, as one does that others replace and never
/// write.
public final class MappedFile: @unchecked Sendable {
  let base: UnsafePointer<UInt8>
  /// Bytes of it.
  public let count: Int

  /// Maps the first `count` bytes of an open file, which has as many; it may be closed afterwards.
  ///
  /// - Throws: where the system refuses, for one because the address space is bounded.
  public init(_ descriptor: Int32, count: Int) throws(StorageFileError) {
    guard count > 0 else { throw StorageFileError(code: EINVAL) }
    let found = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let found, found != MAP_FAILED else { throw StorageFileError(code: errno) }
    base = UnsafePointer(found.bindMemory(to: UInt8.self, capacity: count))
    self.count = count
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: base), count) }

  /// A copy of the bytes in `range`, which must lie in 0 ..< `count`.
  public func bytes(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside the file")
    return Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}

extension MappedFile: Hashable {
  /// Whether both are one mapping.
  public static func == (one: MappedFile, other: MappedFile) -> Bool { one === other }

  /// By the mapping, whatever it holds.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
