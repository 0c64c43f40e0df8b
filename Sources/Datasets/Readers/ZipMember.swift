import Tensors

/// One member of a zip file, unpacked piece by piece. Memory holds a piece of either form.
final class ZipMember {
  private let source: ZipBytes
  private let entry: ZipArchive.Entry
  private let inflater: Inflater?
  /// The next byte of the file, and how many of the member are left there.
  private var offset: Int
  private var left: Int
  private var input: [UInt8] = []
  private var place = 0
  private var checksum: UInt32 = 0
  /// Bytes that came out so far.
  private(set) var count = 0

  /// Bytes of a piece.
  static let piece = 1 << 17
  /// What a byte can unpack to at most (deflate, RFC 1951: 258 bytes in two bits).
  private static let expansion = 1032

  /// - Throws: `corruptZip` where the directory and the member disagree.
  init(
    _ entry: ZipArchive.Entry, of archive: ZipArchive, stop: StopFlag? = nil
  ) throws(DatasetError) {
    source = ZipBytes(file: archive.file, path: archive.path, stop: stop)
    self.entry = entry
    guard !entry.isEncrypted else { throw source.corrupt("a member with a password") }
    guard entry.method == 0 || entry.method == 8 else {
      throw source.corrupt("a member that is neither stored nor deflated")
    }
    let header = try source.read(at: entry.offset, count: 30)
    guard header.number(at: 0, bytes: 4) == 0x0403_4b50 else {
      throw source.corrupt("no member where the directory says one")
    }
    offset =
      entry.offset + 30 + header.number(at: 26, bytes: 2) + header.number(at: 28, bytes: 2)
    left = entry.packed
    guard offset <= archive.file.count, left <= archive.file.count - offset else {
      throw source.corrupt("a zip file that ends in the middle")
    }
    let most = left.multipliedReportingOverflow(by: entry.method == 0 ? 1 : Self.expansion)
    guard entry.unpacked <= most.partialValue, !most.overflow else {
      throw source.corrupt("a member that cannot be as long as it says")
    }
    do {
      inflater = entry.method == 0 ? nil : try Inflater()
    } catch {
      throw DatasetError(.unreadable("no memory to unpack it"), file: archive.path)
    }
  }

  /// The next bytes: `limit` of them, or fewer where the member ends.
  ///
  /// - Throws: `corruptZip`, `unreadable`, `interrupted`.
  func read(atMost limit: Int) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(limit, entry.unpacked - count))
    while bytes.count < limit {
      let piece = try next(atMost: min(Self.piece, limit - bytes.count))
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// The next bytes, at least one unless the member ends.
  private func next(atMost limit: Int) throws(DatasetError) -> ArraySlice<UInt8> {
    try source.stop.check()
    let found: ArraySlice<UInt8>
    if let inflater { found = try unpack(inflater, limit) } else { found = try stored(limit) }
    count += found.count
    guard count <= entry.unpacked else {
      throw source.corrupt("a member that is longer than it says")
    }
    checksum = Inflater.checksum(found, after: checksum)
    if found.isEmpty || count == entry.unpacked {
      guard count == entry.unpacked else {
        throw source.corrupt("a member that is shorter than it says")
      }
      guard checksum == entry.checksum else {
        throw source.corrupt("a member that is not what its checksum says")
      }
    }
    return found
  }

  private func stored(_ limit: Int) throws(DatasetError) -> ArraySlice<UInt8> {
    let count = min(limit, left)
    let bytes = try source.read(at: offset, count: count)
    offset += count
    left -= count
    return bytes[...]
  }

  private func unpack(_ inflater: Inflater, _ limit: Int) throws(DatasetError) -> ArraySlice<UInt8>
  {
    var output = [UInt8](repeating: 0, count: limit)
    while true {
      if place == input.count, left > 0 {
        input = try source.read(at: offset, count: min(Self.piece, left))
        place = 0
        offset += input.count
        left -= input.count
      }
      let filled: Int
      do {
        filled = try inflater.unpack(input, from: &place, into: &output)
      } catch .noMemory {
        throw DatasetError(.unreadable("no memory to unpack it"), file: source.path)
      } catch {
        throw source.corrupt("damaged data")
      }
      if filled > 0 || inflater.isFinished { return output[..<filled] }
      if left == 0, place == input.count { throw source.corrupt("a member that ends early") }
    }
  }
}
