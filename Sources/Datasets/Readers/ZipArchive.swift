import Tensors

/// The members of a zip file: stored or deflated, of any size (zip64), in one piece, without
/// passwords. Source: PKWARE, APPNOTE.TXT 6.3.10, 2022.
///
/// Only the directory is read here; a `ZipMember` reads one of the members.
struct ZipArchive {
  /// A line of the directory.
  struct Entry: Sendable, Hashable {
    let name: String
    /// 0: stored, 8: deflated.
    let method: Int
    let isEncrypted: Bool
    let checksum: UInt32
    /// Bytes in the file, and bytes that they unpack to, as the directory says.
    let packed: Int
    let unpacked: Int
    /// Where its own header begins.
    let offset: Int
  }

  let file: PlainFile
  let path: String
  /// In the order of the directory.
  let entries: [Entry]

  /// Members and bytes of the directory that are looked at.
  private static let limits = (members: 10_000, directory: 1 << 24)
  private static let end = (signature: 0x0605_4b50, size: 22, comment: 0xFFFF)

  /// - Throws: `missing`, `unreadable`, `badMagic`, `corruptZip`, `tooLarge`, `interrupted`.
  init(_ path: String, stop: StopFlag? = nil) throws(DatasetError) {
    file = try PlainFile.ofData(path)
    self.path = path
    let source = ZipBytes(file: file, path: path, stop: stop)
    let place = try Self.findDirectory(source)
    guard place.count <= Self.limits.members, place.size <= Self.limits.directory else {
      throw DatasetError(
        .tooLarge(
          limit: "\(Self.limits.members) members", found: "a directory that says more"),
        file: path)
    }
    let bytes = try source.read(at: place.offset, count: place.size)
    var entries: [Entry] = []
    var at = 0
    for _ in 0..<place.count {
      guard let entry = Self.entry(bytes, at: &at) else {
        throw source.corrupt("a damaged directory of members")
      }
      entries.append(entry)
    }
    self.entries = entries
  }

  /// Where the directory lies, how long it is, and how many lines it has.
  private static func findDirectory(
    _ source: ZipBytes
  ) throws(DatasetError) -> (offset: Int, size: Int, count: Int) {
    let size = source.file.count
    let kind = "a zip file, as numpy.savez writes it"
    guard size >= end.size else {
      throw DatasetError(.truncated(expected: kind, found: size), file: source.path)
    }
    let start = max(0, size - end.size - end.comment)
    let tail = try source.read(at: start, count: size - start)
    var at = tail.count - end.size
    while at >= 0, tail.number(at: at, bytes: 4) != end.signature { at -= 1 }
    guard at >= 0 else {
      let head = try source.read(at: 0, count: 4)
      if head.number(at: 0, bytes: 4) == 0x0403_4b50 {
        throw source.corrupt("a zip file that ends in the middle")
      }
      throw DatasetError(
        .badMagic(expected: kind, found: "no end of a zip file"), file: source.path)
    }
    var count = tail.number(at: at + 10, bytes: 2)
    var length = tail.number(at: at + 12, bytes: 4)
    var offset = tail.number(at: at + 16, bytes: 4)
    if count == 0xFFFF || length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      guard start + at >= 20 else { throw source.corrupt("no place for large sizes") }
      let locator = try source.read(at: start + at - 20, count: 20)
      guard locator.number(at: 0, bytes: 4) == 0x0706_4b50 else {
        throw source.corrupt("no place for large sizes")
      }
      let large = try source.read(at: locator.number(at: 8, bytes: 8), count: 56)
      guard large.number(at: 0, bytes: 4) == 0x0606_4b50 else {
        throw source.corrupt("no large sizes where they should be")
      }
      count = large.number(at: 32, bytes: 8)
      length = large.number(at: 40, bytes: 8)
      offset = large.number(at: 48, bytes: 8)
    }
    guard offset <= size, length <= size - offset, count <= length / 46 else {
      throw source.corrupt("a directory that lies outside")
    }
    return (offset, length, count)
  }

  private static func entry(_ bytes: [UInt8], at place: inout Int) -> Entry? {
    guard place + 46 <= bytes.count, bytes.number(at: place, bytes: 4) == 0x0201_4b50 else {
      return nil
    }
    let nameEnd = place + 46 + bytes.number(at: place + 28, bytes: 2)
    let extraEnd = nameEnd + bytes.number(at: place + 30, bytes: 2)
    let next = extraEnd + bytes.number(at: place + 32, bytes: 2)
    guard next <= bytes.count else { return nil }
    // Unpacked, packed, offset, in the order in which large ones follow.
    var sizes = [24, 20, 42].map { bytes.number(at: place + $0, bytes: 4) }
    if sizes.contains(0xFFFF_FFFF) {
      guard var at = largeSizes(bytes[nameEnd..<extraEnd]) else { return nil }
      for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
        guard at + 8 <= extraEnd else { return nil }
        sizes[index] = bytes.number(at: at, bytes: 8)
        at += 8
      }
    }
    let entry = Entry(
      name: String(decoding: bytes[place + 46..<nameEnd], as: UTF8.self),
      method: bytes.number(at: place + 10, bytes: 2),
      isEncrypted: bytes[place + 8] & 1 == 1,
      checksum: UInt32(bytes.number(at: place + 16, bytes: 4)), packed: sizes[1],
      unpacked: sizes[0], offset: sizes[2])
    place = next
    return entry
  }

  /// Where the sizes of zip64 begin among the extra fields.
  private static func largeSizes(_ fields: ArraySlice<UInt8>) -> Int? {
    var at = fields.startIndex
    while at + 4 <= fields.endIndex {
      if fields.number(at: at, bytes: 2) == 1 { return at + 4 }
      at += 4 + fields.number(at: at + 2, bytes: 2)
    }
    return nil
  }
}

/// The bytes of a zip file, with its errors.
struct ZipBytes {
  let file: PlainFile
  let path: String
  let stop: StopFlag?

  /// - Throws: `corruptZip` where the file does not reach so far.
  func read(at offset: Int, count: Int) throws(DatasetError) -> [UInt8] {
    do {
      guard offset >= 0, offset <= file.count, count <= file.count - offset else {
        throw PlainFile.Problem.shortened
      }
      return try file.bytes(at: offset, count: count, stop: stop)
    } catch PlainFile.Problem.interrupted {
      throw DatasetError(.interrupted)
    } catch PlainFile.Problem.shortened {
      throw corrupt("a place outside the file")
    } catch {
      throw DatasetError(.unreadable("a file that stops with a read error"), file: path)
    }
  }

  func corrupt(_ detail: String) -> DatasetError {
    DatasetError(
      .corruptZip(detail), file: path, hint: "write it again with numpy.savez or savez_compressed")
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// A number of up to 8 bytes, least significant first.
  func word(at place: Int, bytes: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in (0..<bytes).reversed() { value = value << 8 | UInt64(self[place + index]) }
    return value
  }

  /// The same; the largest there is where eight bytes hold a larger one.
  func number(at place: Int, bytes: Int) -> Int { Int(clamping: word(at: place, bytes: bytes)) }
}
